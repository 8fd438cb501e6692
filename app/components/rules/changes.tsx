import type { DifferenceWords } from '#app/presenters/rule-versions.server.ts';
import styles from './rules.module.css';

/** What differs between two rule sets, a line a field. Null: nobody can tell any more. */
export function Changes({ changes }: { changes: readonly DifferenceWords[] | null }) {
  if (changes === null)
    return (
      <p className={styles.quiet}>What changed is not known: the version before cannot be read any more.</p>
    );
  if (changes.length === 0) return <p className={styles.quiet}>No field differs.</p>;
  return (
    <ul className={styles.changes}>
      {changes.map(({ what, before, after }) => (
        <li key={what}>
          <span className={styles.what}>{what}</span>{' '}
          {before === null ? (
            <>added: {after}</>
          ) : after === null ? (
            <>
              removed, was <span className={styles.old}>{before}</span>
            </>
          ) : (
            <>
              <span className={styles.old}>{before}</span> becomes {after}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
