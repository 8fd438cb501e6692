import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { FilterBar, FilterSelect } from '#app/components/filter-bar.tsx';
import { Page } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { SnapshotTable } from '#app/components/snapshot/snapshot-table.tsx';
import { screen } from '#app/presenters/screen.server.ts';
import { presentSnapshots } from '#app/presenters/snapshots.server.ts';

export const loader = screen(presentSnapshots);
export const meta: MetaFunction = () => [{ title: 'Snapshots · Tieout' }];

export default function Snapshots() {
  const { snapshots, older, sources, datasets } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Snapshots"
      lead="What each source said, as of a moment, frozen. A run is pinned to snapshots, so that it can be repeated."
    >
      <SnapshotTable
        snapshots={snapshots}
        toolbar={
          <FilterBar names={['source', 'dataset', 'completeness']}>
            <FilterSelect name="source" label="Source" any="Any" options={sources} />
            <FilterSelect
              name="dataset"
              label="Dataset"
              any="Any"
              options={datasets.map((it) => ({ value: it, label: it.replaceAll('_', ' ') }))}
            />
            <FilterSelect
              name="completeness"
              label="State"
              any="Any"
              options={[
                { value: 'complete', label: 'Complete' },
                { value: 'incomplete', label: 'Incomplete' },
              ]}
            />
          </FilterBar>
        }
        footer={<Pagination after={older} shown={snapshots.length} noun="snapshots" />}
      />
    </Page>
  );
}
