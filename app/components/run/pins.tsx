import type { RunPin } from '#app/presenters/reconciliations.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { Hash } from '../hash.tsx';
import { useScopedPath } from '../scope.ts';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';

/** The snapshots that a run is pinned to. */
export function Pins({ pins, labels }: { pins: readonly RunPin[]; labels: { left: string; right: string } }) {
  const scoped = useScopedPath();
  const columns: TableColumn<RunPin>[] = [
    {
      id: 'side',
      header: 'Side',
      card: 'title',
      min: 16,
      cell: (row) => labels[row.side],
      text: (row) => labels[row.side],
    },
    {
      id: 'stream',
      header: 'Dataset',
      card: 'aside',
      min: 20,
      cell: (row) => `${row.dataset.replaceAll('_', ' ')} of ${row.source}`,
      text: (row) => `${row.source}/${row.dataset}`,
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
      id: 'asOf',
      header: 'As of',
      card: 'detail',
      shown: () => MINUTE_WIDE,
      cell: (row) => <InstantText at={row.asOf} />,
      text: (row) => row.asOf ?? '',
    },
    {
      id: 'rows',
      header: 'Rows',
      align: 'end',
      card: 'detail',
      cell: (row) => (row.rowCount === null ? <Absent /> : <Count count={row.rowCount} />),
      text: (row) => row.rowCount ?? '',
    },
    {
      id: 'hash',
      header: 'Content hash',
      card: 'detail',
      min: 30,
      max: 66,
      cell: (row) => (row.contentHash === null ? <Absent /> : <Hash value={row.contentHash} />),
      text: (row) => row.contentHash ?? '',
    },
  ];
  return (
    <Table
      caption="Pinned snapshots"
      plain
      columns={columns}
      rows={pins}
      rowId={(row) => row.side}
      rowHref={(row) =>
        row.snapshotId === null ? scoped('/snapshots') : scoped(`/snapshots/${row.snapshotId}`)
      }
      empty={<Empty title="Nothing is pinned">Neither side had a snapshot when this ran.</Empty>}
    />
  );
}
