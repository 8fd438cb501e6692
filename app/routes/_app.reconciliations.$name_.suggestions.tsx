import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { Empty } from '#app/components/empty.tsx';
import { FilterBar, FilterSelect } from '#app/components/filter-bar.tsx';
import { Page } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { Problem } from '#app/components/problem.tsx';
import { ScopedLink } from '#app/components/scoped-link.tsx';
import { Suggestions } from '#app/components/suggestion/suggestion.tsx';
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { acting, screen } from '#app/presenters/screen.server.ts';
import { actOnSuggestion, presentSuggestions } from '#app/presenters/suggestions.server.ts';

export const loader = screen(presentSuggestions);
export const action = acting(actOnSuggestion);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Suggestions for ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function SuggestionList() {
  const list = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [search] = useSearchParams();
  const { style } = useFormats();
  const path = `/reconciliations/${encodeURIComponent(list.reconciliation)}`;
  return (
    <Page
      title="Suggestions"
      parent={{ to: path, label: list.title }}
      lead={`What the last run thinks belongs together, the best first: ${counted(list.open, 'suggestion', 'suggestions', style)}, ${counted(list.dismissed, 'dismissed one', 'dismissed ones', style)}. Nothing ties out until somebody accepts it.`}
    >
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      <FilterBar names={['label', 'show']}>
        <FilterSelect
          name="label"
          label="Label"
          any="Any"
          options={[
            { value: 'unique', label: 'Unique' },
            { value: 'alternatives', label: 'Alternatives' },
            { value: 'truncated', label: 'Search truncated' },
            { value: 'difference', label: 'Amounts differ' },
          ]}
        />
        <FilterSelect
          name="show"
          label="Show"
          any="Open"
          options={[{ value: 'dismissed', label: 'Dismissed' }]}
        />
      </FilterBar>
      {list.suggestions.length === 0 ? (
        <Nothing isFiltered={Boolean(search.get('label') || search.get('show'))} path={path} />
      ) : (
        <>
          <Suggestions shown={list} period={search.get('period') ?? ''} />
          <Pagination
            after={list.next}
            shown={list.suggestions.length}
            total={list.count}
            noun="suggestions"
          />
        </>
      )}
    </Page>
  );
}

function Nothing({ isFiltered, path }: { isFiltered: boolean; path: string }) {
  if (isFiltered)
    return (
      <Empty
        title="No suggestion fits these filters"
        action={<ScopedLink to={`${path}/suggestions`}>Clear filters</ScopedLink>}
      />
    );
  return (
    <Empty title="The last run suggests nothing" action={<ScopedLink to={path}>See its rules</ScopedLink>}>
      Passes that compare amounts, references or texts suggest what they may not decide themselves.
    </Empty>
  );
}
