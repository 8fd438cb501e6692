import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ButtonLink } from '#app/components/button.tsx';
import { FilterBar, FilterSelect } from '#app/components/filter-bar.tsx';
import { MatchTable } from '#app/components/match/match-table.tsx';
import { MATCH_STATES } from '#app/components/match/words.ts';
import { Page } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { useScopedPath } from '#app/components/scope.ts';
import { presentMatches } from '#app/presenters/matches.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentMatches);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Matches by hand of ${data?.title ?? 'a reconciliation'} · Tieout` },
];

export default function Matches() {
  const { reconciliation, title, matches, next, mayMatch } = useLoaderData<typeof loader>();
  const scoped = useScopedPath();
  const path = `/reconciliations/${encodeURIComponent(reconciliation)}`;
  return (
    <Page
      title="Matches by hand"
      parent={{ to: path, label: title }}
      lead="What people matched, in force and ended. They count in every period, from the run after they were made."
      actions={mayMatch ? <ButtonLink to={scoped(`${path}/match`)}>Match by hand</ButtonLink> : null}
    >
      <FilterBar names={['state']}>
        <FilterSelect
          name="state"
          label="State"
          any="Any"
          options={Object.entries(MATCH_STATES).map(([value, { word }]) => ({ value, label: word }))}
        />
      </FilterBar>
      <MatchTable
        matches={matches}
        footer={<Pagination after={next} shown={matches.length} noun="matches" one="match" />}
      />
    </Page>
  );
}
