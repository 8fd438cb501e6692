import type { PublicationLine } from '#app/presenters/exports.server.ts';
import { Problem } from '../problem.tsx';
import styles from './export.module.css';

const RULES: Record<string, string> = {
  snapshot_incomplete: 'the snapshot is incomplete',
  run_incomplete: 'the run is incomplete',
  delivery_rejected: 'a delivery was rejected',
  never_ingested: 'nothing was ever taken in',
  never_run: 'it has never run',
};

/** Why what is published is not final. */
export function ProvisionalReasons({ reasons }: { reasons: PublicationLine['reasons'] }) {
  if (reasons.length === 0) return null;
  return (
    <Problem
      tone="open"
      title="What is published is provisional"
      hint="Mend the input, run it again and publish once more."
    >
      <ul className={styles.reasons}>
        {reasons.map(({ subject, rule, causes }) => (
          <li key={`${rule} ${subject}`}>
            {subject}: {RULES[rule] ?? rule.replaceAll('_', ' ')}.
            {causes.length > 0 ? ` ${causes.map(({ text }) => text).join(' ')}` : ''}
          </li>
        ))}
      </ul>
    </Problem>
  );
}
