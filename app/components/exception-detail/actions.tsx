import { Play } from 'lucide-react';
import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { JobButton } from '../job/job-button.tsx';
import { CopyLink } from './copy-link.tsx';
import { NeighbourLinks } from './neighbour-links.tsx';

/** What can be done about an exception today, the primary action first. */
export function ExceptionActions({
  exception,
  canRun,
  neighbours,
}: Pick<ExceptionDetailData, 'exception' | 'canRun' | 'neighbours'>) {
  return (
    <>
      {canRun ? (
        <JobButton
          // The job of one exception is not shown on the next.
          key={exception.id}
          kind="primary"
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
