import type { RuleWords } from '#app/presenters/reconciliations.server.ts';
import { Hash } from '../hash.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import styles from './rules.module.css';

/** Both sides beside each other, and the rules between them in words. */
export function Rules({ rules }: { rules: RuleWords }) {
  return (
    <div className={styles.rules}>
      <div className={styles.sides}>
        <SideFacts name="Left" side={rules.left} />
        <SideFacts name="Right" side={rules.right} />
      </div>
      <ul className={styles.sentences}>
        <li>{rules.threshold}</li>
        <li>{rules.materiality}</li>
        {rules.further.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        <li className={styles.hash}>
          Rules <Hash value={rules.hash} short />
        </li>
      </ul>
    </div>
  );
}

function SideFacts({ name, side }: { name: string; side: RuleWords['left'] }) {
  return (
    <div className={styles.side}>
      <h3>
        <span className={styles.name}>{name}</span> {side.label}
      </h3>
      <p>
        {side.dataset.replaceAll('_', ' ')} of{' '}
        <ScopedLink to={`/sources/${encodeURIComponent(side.source)}`}>{side.source}</ScopedLink>
      </p>
      <p>
        Amount <code>{side.amount}</code>, dated by <code>{side.date}</code>
      </p>
      {side.where === null ? null : (
        <p>
          Only where <code>{side.where}</code>
        </p>
      )}
    </div>
  );
}
