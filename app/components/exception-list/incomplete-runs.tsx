import { Fragment } from 'react';
import type { ExceptionListData } from '#app/presenters/exception-list.server.ts';
import { Problem } from '../problem.tsx';
import { ScopedLink } from '../scoped-link.tsx';

/** Completeness before correctness: what the runs could not see is said before the list. */
export function IncompleteRuns({ runs }: { runs: ExceptionListData['incomplete'] }) {
  if (runs.length === 0) return null;
  return (
    <Problem
      tone="open"
      title={
        runs.length === 1
          ? 'The last run lacked input: this list may be wrong'
          : `The last runs of ${runs.length} reconciliations lacked input: this list may be wrong`
      }
    >
      <p>
        See what was missing:{' '}
        {runs.map(({ runId, title }, index) => (
          <Fragment key={runId}>
            {index > 0 ? ', ' : ''}
            <ScopedLink to={`/runs/${runId}`}>{title}</ScopedLink>
          </Fragment>
        ))}
      </p>
    </Problem>
  );
}
