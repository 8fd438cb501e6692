import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import { FilterBar, FilterSelect } from '#app/components/filter-bar.tsx';
import { JobButton } from '#app/components/job/job-button.tsx';
import { Page } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { QuarantineTable } from '#app/components/quarantine/quarantine-table.tsx';
import { presentQuarantine, replayNow } from '#app/presenters/quarantine.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentQuarantine);
export const action = acting((viewer, form) => replayNow(viewer, String(form.get('source') ?? '')));
export const meta: MetaFunction = () => [{ title: 'Quarantine · Tieout' }];

export default function Quarantine() {
  const { rows, total, older, rules, replayable, mayReadRaw } = useLoaderData<typeof loader>();
  const sources = [...new Set(rules.map(({ source }) => source))];
  const names = [...new Set(rules.map(({ rule }) => rule))];
  return (
    <Page
      title="Quarantine"
      lead="Rows that a contract could not read with certainty. They count nowhere until the contract or the file is mended; a replay then takes them in."
      actions={replayable.map((source) => (
        <JobButton
          key={source}
          label={`Replay ${source}`}
          doing="Reading the rows again"
          icon={<RotateCcw size={14} aria-hidden="true" />}
          action="/quarantine?index"
          fields={{ source }}
        />
      ))}
    >
      <QuarantineTable
        rows={rows}
        mayReadRaw={mayReadRaw}
        toolbar={
          <FilterBar names={['state', 'source', 'rule']}>
            <FilterSelect
              name="state"
              label="State"
              any="Open"
              options={[
                { value: 'replayed', label: 'Replayed' },
                { value: 'superseded', label: 'Superseded' },
              ]}
            />
            <FilterSelect
              name="source"
              label="Source"
              any="Any"
              options={sources.map((it) => ({ value: it, label: it }))}
            />
            <FilterSelect
              name="rule"
              label="Rule"
              any="Any"
              options={names.map((it) => ({ value: it, label: it.replaceAll('_', ' ') }))}
            />
          </FilterBar>
        }
        footer={<Pagination after={older} shown={rows.length} total={total} noun="rows" />}
      />
    </Page>
  );
}
