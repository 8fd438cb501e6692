import type { StreamState } from '#app/presenters/sources.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';

const COLUMNS: TableColumn<StreamState>[] = [
  {
    id: 'dataset',
    header: 'Dataset',
    card: 'title',
    min: 18,
    cell: (row) => words(row.dataset),
    text: (row) => words(row.dataset),
  },
  {
    id: 'state',
    header: 'State',
    card: 'state',
    min: 13,
    cell: (row) => <Completeness completeness={row.completeness} />,
    text: (row) => row.completeness,
  },
  {
    id: 'snapshot',
    header: 'Snapshot',
    align: 'end',
    card: 'aside',
    cell: (row) => row.snapshotNo,
    text: (row) => String(row.snapshotNo),
  },
  {
    id: 'rows',
    header: 'Rows',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.rowCount} />,
    text: (row) => row.rowCount,
  },
  {
    id: 'quarantined',
    header: 'In quarantine',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.quarantined} strong />,
    text: (row) => row.quarantined,
  },
  {
    id: 'asOf',
    header: 'As of',
    card: 'detail',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.asOf} />,
    text: (row) => row.asOf,
  },
  {
    id: 'confirmed',
    header: 'Last confirmed',
    card: 'detail',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.confirmedAt} />,
    text: (row) => row.confirmedAt,
  },
];

const words = (dataset: string) => dataset.replaceAll('_', ' ');

export function StreamTable({ streams }: { streams: readonly StreamState[] }) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Datasets of the source"
      plain
      columns={COLUMNS}
      rows={streams}
      rowId={(row) => String(row.streamId)}
      rowHref={(row) => scoped(`/snapshots/${row.snapshotId}`)}
      empty={
        <Empty title="Nothing has come from this source yet">
          Pull it, or run tieout ingest with its files.
        </Empty>
      }
    />
  );
}

export function Completeness({ completeness }: { completeness: 'complete' | 'incomplete' }) {
  return completeness === 'complete' ? (
    <StateBadge state="tied" word="Complete" plain />
  ) : (
    <StateBadge state="broken" word="Incomplete" plain />
  );
}
