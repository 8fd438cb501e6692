import { bytesText } from '#app/format/bytes.ts';
import type { IngestionLine } from '#app/presenters/snapshots.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { Hash } from '../hash.tsx';
import { type State, StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';

const STATES: Record<IngestionLine['status'], { state: State; word: string }> = {
  accepted: { state: 'tied', word: 'Accepted' },
  unchanged: { state: 'none', word: 'Unchanged' },
  partial: { state: 'open', word: 'Partly' },
};

const count = (
  id: 'rowsRead' | 'rowsAccepted' | 'rowsUnchanged' | 'rowsQuarantined',
  header: string,
): TableColumn<IngestionLine> => ({
  ...{ id, header, align: 'end', card: 'detail' },
  cell: (row) => <Count count={row[id]} strong={id === 'rowsQuarantined'} />,
  text: (row) => row[id],
});

const COLUMNS: TableColumn<IngestionLine>[] = [
  {
    id: 'file',
    header: 'File',
    card: 'title',
    fixed: true,
    min: 20,
    max: 44,
    cell: (row) => row.file,
    text: (row) => row.file,
  },
  {
    id: 'state',
    header: 'Outcome',
    card: 'state',
    min: 13,
    cell: (row) => <StateBadge {...STATES[row.status]} plain />,
    text: (row) => STATES[row.status].word,
  },
  count('rowsRead', 'Read'),
  count('rowsAccepted', 'Accepted'),
  count('rowsUnchanged', 'Unchanged'),
  count('rowsQuarantined', 'Quarantined'),
  {
    id: 'contract',
    header: 'Contract',
    card: 'detail',
    min: 16,
    max: 34,
    cell: (row) => `${row.contract} v${row.contractVersion}`,
    text: (row) => `${row.contract} v${row.contractVersion}`,
  },
  {
    id: 'at',
    header: 'Taken in',
    card: 'aside',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.finishedAt} />,
    text: (row) => row.finishedAt,
  },
  {
    id: 'size',
    header: 'Size',
    align: 'end',
    card: 'detail',
    min: 8,
    cell: (row) => bytesText(row.sizeBytes),
    text: (row) => bytesText(row.sizeBytes),
  },
  {
    id: 'sha',
    header: 'SHA-256',
    card: 'detail',
    min: 14,
    max: 14,
    cell: (row) => <Hash value={row.sha256} short />,
    text: (row) => row.sha256,
  },
  {
    id: 'actor',
    header: 'By',
    card: 'none',
    min: 12,
    max: 28,
    cell: (row) => row.actor,
    text: (row) => row.actor,
  },
];

/** Files as they were taken in: read is accepted plus unchanged plus quarantined. */
export function IngestionTable({ ingestions }: { ingestions: readonly IngestionLine[] }) {
  return (
    <Table
      caption="Files taken in"
      plain
      columns={COLUMNS}
      rows={ingestions}
      rowId={(row) => row.ingestionId}
      empty={<Empty title="No file has been taken in" />}
    />
  );
}
