import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { Download } from 'lucide-react';
import { ButtonLink } from '#app/components/button.tsx';
import { ExceptionTable } from '#app/components/exception-list/exception-table.tsx';
import { ExceptionTotals } from '#app/components/exception-list/exception-totals.tsx';
import { IncompleteRuns } from '#app/components/exception-list/incomplete-runs.tsx';
import { Page } from '#app/components/page.tsx';
import { presentExceptionList } from '#app/presenters/exception-list.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentExceptionList);
export const meta: MetaFunction = () => [{ title: 'Exceptions · Tieout' }];

export default function Exceptions() {
  const list = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  return (
    <Page
      title="Exceptions"
      lead="What does not tie out: each line once, until the data or a decision clears it."
      actions={
        list.canExport && list.rows.length > 0 ? (
          <ButtonLink
            to={viewFile(search)}
            reloadDocument
            download
            icon={<Download size={14} aria-hidden="true" />}
          >
            Export this view
          </ButtonLink>
        ) : undefined
      }
    >
      <IncompleteRuns runs={list.incomplete} />
      <ExceptionTotals totals={list.totals} />
      <ExceptionTable list={list} />
    </Page>
  );
}

/** All pages of what the address filters and sorts. */
function viewFile(search: URLSearchParams): string {
  const view = new URLSearchParams(search);
  for (const name of ['after', 'before', 'columns']) view.delete(name);
  return view.size === 0 ? '/exceptions.csv' : `/exceptions.csv?${view}`;
}
