import { periodText } from '#app/format/time.ts';
import type { MatchData } from '#app/presenters/matches.server.ts';
import { Problem } from '../problem.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import styles from './match.module.css';
import { RunNow } from './run-now.tsx';

/** Where the match counts already, and where it waits for the next run. */
export function MatchCounts({ match, counted, canRun }: Pick<MatchData, 'match' | 'counted' | 'canRun'>) {
  const waiting = counted.filter(({ isCounted }) => !isCounted);
  const first = waiting[0];
  const what = match.state === 'active' ? 'It counts' : 'That it ended counts';
  if (counted.length === 0)
    return <p className={styles.quiet}>{what} from the first run on; the reconciliation has not run yet.</p>;
  if (!first)
    return (
      <p className={styles.quiet}>
        {match.state === 'active'
          ? 'Every period that was run knows it.'
          : 'Every period that was run knows that it ended.'}
      </p>
    );
  return (
    <Problem
      tone="open"
      title={`${what} at the next run of ${waiting.map(({ period }) => periodWords(period)).join(', ')}`}
      action={canRun ? <RunNow reconciliation={match.reconciliation} period={first.period} /> : undefined}
    >
      <p>
        {waiting.length === 1
          ? 'The last run there does not know it yet: '
          : 'The last runs there do not know it yet: '}
        {waiting.map(({ runId }, index) => (
          <span key={runId}>
            {index > 0 ? ', ' : ''}
            <ScopedLink to={`/runs/${runId}`}>run {runId}</ScopedLink>
          </span>
        ))}
        .{canRun && waiting.length > 1 ? ` Run now takes ${periodWords(first.period)}.` : ''}
      </p>
    </Problem>
  );
}

const periodWords = (period: string): string => (period === '' ? 'the books to date' : periodText(period));
