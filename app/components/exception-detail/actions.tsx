import { Link2, Play } from 'lucide-react';
import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { ButtonLink } from '../button.tsx';
import { JobButton } from '../job/job-button.tsx';
import { CopyLink } from './copy-link.tsx';
import { NeighbourLinks } from './neighbour-links.tsx';

/**
 * What can be done about an exception today, the primary action first. Where something is suggested, that is to accept it,
 * and stands with the suggestion.
 */
export function ExceptionActions({
  exception,
  canRun,
  neighbours,
  suggestions,
}: Pick<ExceptionDetailData, 'exception' | 'canRun' | 'neighbours' | 'suggestions'>) {
  const mayMatch = suggestions.mayMatch && exception.state === 'open';
  const hasSuggestion = suggestions.suggestions.some(({ dismissed, taken }) => !dismissed && !taken);
  const matching = new URLSearchParams({ exception: exception.id });
  if (exception.period !== '') matching.set('period', exception.period);
  return (
    <>
      {mayMatch ? (
        <ButtonLink
          to={`/reconciliations/${encodeURIComponent(exception.reconciliation)}/match?${matching}`}
          kind={hasSuggestion ? 'plain' : 'primary'}
          icon={<Link2 size={14} aria-hidden="true" />}
        >
          Match by hand
        </ButtonLink>
      ) : null}
      {canRun ? (
        <JobButton
          // The job of one exception is not shown on the next.
          key={exception.id}
          kind={mayMatch ? 'plain' : 'primary'}
          label="Run again"
          doing="Running"
          icon={<Play size={14} aria-hidden="true" />}
        />
      ) : null}
      <CopyLink id={exception.id} />
      <NeighbourLinks {...neighbours} />
    </>
  );
}
