import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ShownManualMatch } from '#app/presenters/matches.server.ts';
import { REASON_WORDS } from '../classes/words.ts';
import { Difference } from '../figures/difference.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { StateBadge } from '../state-badge.tsx';
import { InstantText } from '../when.tsx';
import styles from './match.module.css';
import { MovedLines } from './moved-lines.tsx';
import { MATCH_STATES } from './words.ts';

/** Matches by hand in a few lines each, where they are not the page's own matter. */
export function MatchSummaries({
  matches,
  labels,
}: {
  matches: readonly (ShownManualMatch & { isCounted: boolean })[];
  labels: { left: string; right: string };
}) {
  return (
    <ul className={styles.summaries}>
      {matches.map((match) => (
        <li key={match.matchId}>
          <Summary match={match} labels={labels} />
        </li>
      ))}
    </ul>
  );
}

function Summary({
  match,
  labels,
}: {
  match: ShownManualMatch & { isCounted: boolean };
  labels: { left: string; right: string };
}) {
  const { style } = useFormats();
  const lines = counted(match.leftCount + match.rightCount, 'line', 'lines', style);
  return (
    <div className={styles.summary}>
      <p className={styles.summaryHead}>
        <StateBadge {...MATCH_STATES[match.state]} />
        <ScopedLink to={`/matches/${match.matchId}`}>{lines} matched by hand</ScopedLink>
        {match.difference === null ? null : (
          <Difference difference={match.difference} currency={match.currency} showCurrency />
        )}
        {match.reason === null ? null : <span>{REASON_WORDS[match.reason]}</span>}
      </p>
      <p className={styles.quiet}>
        By {match.madeBy}, <InstantText at={match.madeAt} />
        {match.note === null ? '' : `: ${match.note}`}
      </p>
      {match.state === 'undone' ? (
        <p className={styles.quiet}>
          Undone by {match.endedBy}, <InstantText at={match.endedAt} />
          {match.endNote === null ? '' : `: ${match.endNote}`}
        </p>
      ) : null}
      {match.moved ? (
        <>
          <p className={styles.quiet}>
            Reopened <InstantText at={match.endedAt} /> by{' '}
            <ScopedLink to={`/runs/${match.endedRun}`}>run {match.endedRun}</ScopedLink>, because lines
            changed:
          </p>
          <MovedLines moved={match.moved} labels={labels} />
        </>
      ) : null}
      {match.isCounted ? null : (
        <p className={styles.pending}>The last run does not know this yet: it counts from the next one on.</p>
      )}
    </div>
  );
}
