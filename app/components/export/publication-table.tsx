import { periodText } from '#app/format/time.ts';
import type { PublicationLine } from '#app/presenters/exports.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { SECOND_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';
import { Downloads } from './downloads.tsx';
import { PublicationState } from './export-table.tsx';

const COLUMNS: TableColumn<PublicationLine>[] = [
  {
    id: 'published',
    header: 'Published',
    card: 'title',
    fixed: true,
    shown: () => SECOND_WIDE,
    cell: (row) => <InstantText at={row.publishedAt} seconds />,
    text: (row) => row.publishedAt,
  },
  {
    id: 'state',
    header: 'State',
    card: 'state',
    min: 15,
    cell: (row) =>
      row.supersededBy ? (
        <StateBadge state="none" word="Superseded" />
      ) : (
        <PublicationState state={row.state} />
      ),
    text: (row) => (row.supersededBy ? 'superseded' : row.state),
  },
  {
    id: 'period',
    header: 'Period',
    card: 'aside',
    min: 14,
    cell: (row) => periodText(row.period),
    text: (row) => periodText(row.period),
  },
  {
    id: 'version',
    header: 'Schema',
    card: 'aside',
    min: 8,
    cell: (row) => `v${row.schemaVersion}`,
    text: (row) => row.schemaVersion,
  },
  {
    id: 'rows',
    header: 'Rows',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.rows} />,
    text: (row) => row.rows,
  },
  {
    id: 'by',
    header: 'By',
    card: 'detail',
    min: 16,
    max: 32,
    cell: (row) => row.publishedBy,
    text: (row) => row.publishedBy,
  },
  {
    id: 'download',
    header: 'Download',
    card: 'detail',
    min: 30,
    max: 34,
    cell: (row) => <Downloads publication={row} manifest />,
    text: (row) => row.files.map(({ name }) => name).join(' '),
  },
];

/** Publications of one export, newest first. */
export function PublicationTable({ publications }: { publications: readonly PublicationLine[] }) {
  return (
    <Table
      caption="Publications, newest first"
      plain
      columns={COLUMNS}
      rows={publications}
      rowId={(row) => row.publicationId}
      empty={<Empty title="It has not been published">Publish it now, or let a schedule do so.</Empty>}
    />
  );
}
