import { CircleCheck, RotateCcw, Undo2 } from 'lucide-react';
import type { MatchData } from '#app/presenters/matches.server.ts';
import timeline from '../exception-detail/exception-detail.module.css';
import { ScopedLink } from '../scoped-link.tsx';
import { InstantText } from '../when.tsx';
import { MovedLines } from './moved-lines.tsx';

/** What became of the match, newest first. */
export function MatchTimeline({ match, labels }: Pick<MatchData, 'match' | 'labels'>) {
  return (
    <ol className={timeline.timeline}>
      {match.state === 'active' ? null : <Ended match={match} labels={labels} />}
      <li>
        <CircleCheck size={16} aria-hidden="true" className={timeline.eventIcon} />
        <div>
          <p>
            <strong>Matched</strong>
            {match.note === null ? '' : `: ${match.note}`}
          </p>
          <p className={timeline.note}>
            <InstantText at={match.madeAt} seconds /> by {match.madeBy}
          </p>
        </div>
      </li>
    </ol>
  );
}

function Ended({ match, labels }: Pick<MatchData, 'match' | 'labels'>) {
  const isUndone = match.state === 'undone';
  const Icon = isUndone ? Undo2 : RotateCcw;
  return (
    <li>
      <Icon size={16} aria-hidden="true" className={timeline.eventIcon} />
      <div>
        <p>
          <strong>{isUndone ? 'Undone' : 'Reopened, because its lines changed'}</strong>
          {match.endNote === null ? '' : `: ${match.endNote}`}
        </p>
        {match.moved ? <MovedLines moved={match.moved} labels={labels} /> : null}
        <p className={timeline.note}>
          <InstantText at={match.endedAt} seconds /> by {match.endedBy}
          {match.endedRun ? (
            <>
              , <ScopedLink to={`/runs/${match.endedRun}`}>run {match.endedRun}</ScopedLink>
            </>
          ) : null}
        </p>
      </div>
    </li>
  );
}
