import { Equal, EqualApproximately, EqualNot, Minus } from 'lucide-react';
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
        {rows.map(({ role, left, right, verdict }) => (
          <tr
            key={`${role} ${left?.name} ${right?.name}`}
            className={verdict === 'differs' ? styles.differs : styles.equal}
          >
            <th scope="row">
              <span>{fieldLabel(role)}</span>
              <span className={styles.mark}>
                <Mark verdict={verdict} />
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

const MARKS = {
  equal: { Icon: Equal, word: 'equal' },
  allowed: { Icon: EqualApproximately, word: 'within the rule' },
  differs: { Icon: EqualNot, word: 'differs' },
  alone: { Icon: Minus, word: 'one side only' },
} as const;

function Mark({ verdict }: { verdict: ComparedField['verdict'] }) {
  const { Icon, word } = MARKS[verdict];
  return (
    <>
      <Icon size={14} aria-hidden="true" />
      {word}
    </>
  );
}
