import type { SourceState } from '#app/presenters/freshness.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import { byDecimal, byText, type TableColumn } from '../table/column.ts';
import { Table } from '../table/table.tsx';
import { Ago } from '../when.tsx';

const COLUMNS: TableColumn<SourceState>[] = [
  {
    id: 'source',
    header: 'Source',
    card: 'title',
    fixed: true,
    max: 40,
    cell: (row) => row.title,
    text: (row) => row.title,
    sort: byText((row) => row.title),
  },
  {
    id: 'state',
    header: 'Freshness',
    card: 'state',
    min: 15,
    cell: (row) => <StateBadge state={row.state} word={row.word} />,
    text: (row) => row.word,
    sort: byText((row) => row.word),
  },
  {
    id: 'confirmed',
    header: 'Last heard',
    align: 'end',
    card: 'aside',
    min: 12,
    max: 14,
    meaning: 'The dataset that has been silent longest',
    cell: (row) => <Ago at={row.confirmedAt} />,
    text: (row) => row.confirmedAt ?? '',
    sort: byText((row) => row.confirmedAt),
  },
  {
    id: 'limit',
    header: 'Expected every',
    align: 'end',
    card: 'none',
    cell: (row) => (row.freshnessHours === null ? 'not set' : `${row.freshnessHours} h`),
    text: (row) => (row.freshnessHours === null ? '' : `${row.freshnessHours} h`),
  },
  {
    id: 'rows',
    header: 'Rows',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.rows} />,
    text: (row) => row.rows,
    sort: byDecimal((row) => row.rows),
  },
  {
    id: 'quarantined',
    header: 'In quarantine',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.quarantined} strong />,
    text: (row) => row.quarantined,
    sort: byDecimal((row) => row.quarantined),
  },
  {
    id: 'owner',
    header: 'Owner',
    card: 'none',
    max: 30,
    min: 12,
    cell: (row) => row.owner ?? 'nobody',
    text: (row) => row.owner ?? '',
  },
];

/** Each source with its freshness. */
export function SourceTable({ sources, fill = false }: { sources: readonly SourceState[]; fill?: boolean }) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Sources with their freshness"
      columns={COLUMNS}
      rows={sources}
      rowId={(row) => `${row.entity} ${row.source}`}
      rowHref={(row) => scoped(`/sources/${encodeURIComponent(row.source)}`)}
      columnsParam={fill ? 'columns' : 'source-columns'}
      fill={fill}
      plain={!fill}
      empty={
        <Empty title="No source is declared">
          Add one under sources/ in the workspace, then run tieout check.
        </Empty>
      }
    />
  );
}
