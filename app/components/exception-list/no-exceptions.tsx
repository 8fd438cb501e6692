import { useSearchParams } from '@remix-run/react';
import { periodText } from '#app/format/time.ts';
import type { Emptiness } from '#app/presenters/exception-list.server.ts';
import { Empty } from '../empty.tsx';
import { ScopedLink } from '../scoped-link.tsx';

/** Why no exception is shown, and what to do about it. */
export function NoExceptions({ why, incomplete }: { why: Emptiness; incomplete: boolean }) {
  const [search] = useSearchParams();
  const state = search.get('state');
  const period = search.get('period') ?? '';
  if (why === 'not_declared')
    return (
      <Empty title="No reconciliation is set up here">
        Declare one in the workspace, or choose another entity.
      </Empty>
    );
  if (why === 'not_run')
    return (
      <Empty
        title={
          period === '' ? 'No reconciliation has run yet' : `Nothing has run for ${periodText(period)} yet`
        }
        action={<ScopedLink to="/reconciliations">Go to reconciliations</ScopedLink>}
      >
        Exceptions are what a run finds. Run a reconciliation to see what does not tie out.
      </Empty>
    );
  if (why === 'excluded')
    return (
      <Empty
        title="No exception fits these filters"
        action={<ScopedLink to="/exceptions">Clear filters</ScopedLink>}
      >
        {state === null || state === '' ? 'Only open exceptions are shown; cleared ones may fit.' : undefined}
      </Empty>
    );
  if (state === 'cleared' || state === 'all')
    return (
      <Empty title={state === 'all' ? 'There has been no exception' : 'No exception has been cleared'}>
        {state === 'all' ? 'Every line tied out.' : 'An exception is cleared when its data ties out.'}
      </Empty>
    );
  return (
    <Empty
      title="No exception is open"
      action={<ScopedLink to="/exceptions?state=cleared">See cleared exceptions</ScopedLink>}
    >
      {incomplete ? 'Of what the runs could see, everything ties out.' : 'Everything that was run ties out.'}
    </Empty>
  );
}
