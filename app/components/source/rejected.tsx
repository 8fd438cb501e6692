import type { RejectedDelivery } from '#app/presenters/sources.server.ts';
import { Problem } from '../problem.tsx';
import { InstantText } from '../when.tsx';
import styles from './contracts.module.css';

/** Deliveries that could not be taken in at all, and that nothing has made good since. */
export function RejectedDeliveries({ rejected }: { rejected: readonly RejectedDelivery[] }) {
  if (rejected.length === 0) return null;
  return (
    <Problem
      title={
        rejected.length === 1
          ? 'A delivery was rejected; nothing of it was taken in'
          : `${rejected.length} deliveries were rejected; nothing of them was taken in`
      }
      hint="Mend the file or the contract and deliver it again."
    >
      <ul className={styles.list}>
        {rejected.map(({ rejectionId, problem, at }) => (
          <li key={rejectionId}>
            <code>
              {problem.file}
              {problem.line === undefined ? '' : `:${problem.line}`}
            </code>{' '}
            {problem.detail}
            {problem.hint ? ` ${problem.hint}` : ''} (<InstantText at={at} />)
          </li>
        ))}
      </ul>
    </Problem>
  );
}
