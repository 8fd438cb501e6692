import type { ExportLine } from '#app/presenters/exports.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import { byText, type TableColumn } from '../table/column.ts';
import { Table } from '../table/table.tsx';
import { Ago } from '../when.tsx';
import { Downloads } from './downloads.tsx';

/** "exceptions" and "reconciliation_summary" as people say them. */
export const exportTitle = (name: string) =>
  name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());

const COLUMNS: TableColumn<ExportLine>[] = [
  {
    id: 'export',
    header: 'Export',
    card: 'title',
    fixed: true,
    min: 22,
    max: 40,
    cell: (row) => exportTitle(row.export),
    text: (row) => exportTitle(row.export),
    sort: byText((row) => row.export),
  },
  {
    id: 'entity',
    header: 'Entity',
    card: 'aside',
    min: 10,
    max: 24,
    cell: (row) => row.entity,
    text: (row) => row.entity,
    sort: byText((row) => row.entity),
  },
  {
    id: 'state',
    header: 'State',
    card: 'state',
    min: 15,
    cell: (row) => <PublicationState state={row.latest?.state} />,
    text: (row) => row.latest?.state ?? 'not published',
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
    cell: (row) => (row.latest ? <Count count={row.latest.rows} /> : <Absent />),
    text: (row) => row.latest?.rows ?? '',
  },
  {
    id: 'published',
    header: 'Published',
    align: 'end',
    card: 'detail',
    min: 12,
    max: 14,
    cell: (row) => <Ago at={row.latest?.publishedAt ?? null} />,
    text: (row) => row.latest?.publishedAt ?? '',
    sort: byText((row) => row.latest?.publishedAt ?? null),
  },
  {
    id: 'download',
    header: 'Download',
    card: 'detail',
    min: 26,
    cell: (row) => (row.latest ? <Downloads publication={row.latest} /> : <Absent label="not published" />),
    text: (row) => row.latest?.files.map(({ name }) => name).join(' ') ?? '',
    max: 28,
  },
];

export function PublicationState({ state }: { state: 'final' | 'provisional' | undefined }) {
  if (state === undefined) return <StateBadge state="none" word="Not published" />;
  return state === 'final' ? (
    <StateBadge state="tied" word="Final" />
  ) : (
    <StateBadge state="open" word="Provisional" />
  );
}

/** Every declared export with its current publication. */
export function ExportTable({ exports }: { exports: readonly ExportLine[] }) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Exports"
      columns={COLUMNS}
      rows={exports}
      rowId={(row) => `${row.entity} ${row.export}`}
      rowHref={(row) =>
        scoped(`/exports/${encodeURIComponent(row.export)}?entity=${encodeURIComponent(row.entity)}`)
      }
      fill
      empty={
        <Empty title="No export is declared">
          Add one under exports/ in the workspace, then run tieout check.
        </Empty>
      }
    />
  );
}
