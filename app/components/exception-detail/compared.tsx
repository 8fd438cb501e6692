import { Equal, EqualNot } from 'lucide-react';
import type { ComparedField } from '#app/presenters/exception-detail.server.ts';
import styles from './exception-detail.module.css';
import { FieldValue, fieldLabel } from './field-value.tsx';

/** What stands for the same on both sides, row by row: equal rows quiet, differing ones marked. */
export function Compared({
  rows,
  labels,
}: {
  rows: readonly ComparedField[];
  labels: { left: string; right: string };
}) {
  return (
    <table className={styles.compared}>
      <caption className={styles.hidden}>Both sides field by field</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{labels.left}</th>
          <th scope="col">{labels.right}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ role, left, right, equal }) => (
          <tr key={`${role} ${left?.name} ${right?.name}`} className={equal ? styles.equal : styles.differs}>
            <th scope="row">
              <span>{fieldLabel(role)}</span>
              <span className={styles.mark}>
                {equal ? <Equal size={12} aria-hidden="true" /> : <EqualNot size={14} aria-hidden="true" />}
                {equal ? 'equal' : 'differs'}
              </span>
            </th>
            <td>
              <FieldValue field={left} />
            </td>
            <td>
              <FieldValue field={right} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
