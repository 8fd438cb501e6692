import type { Reason } from '#app/presenters/reasons.server.ts';
import { Problem } from './problem.tsx';
import styles from './reasons.module.css';

/** Why a run or a snapshot is incomplete. Says so before anything else on its page. */
export function Reasons({
  title,
  reasons,
  hint,
}: {
  title: string;
  reasons: readonly Reason[];
  hint: string;
}) {
  if (reasons.length === 0) return null;
  return (
    <Problem title={title} hint={hint}>
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={`${reason.code} ${reason.text}`}>{reason.text}</li>
        ))}
      </ul>
    </Problem>
  );
}
