import type { ExportColumn } from '#app/presenters/exports.server.ts';
import { Empty } from '../empty.tsx';
import type { TableColumn } from '../table/column.ts';
import { Table } from '../table/table.tsx';
import styles from './export.module.css';

function typeText({ type, precision, scale }: ExportColumn): string {
  return precision === undefined ? type : `${type}, decimal(${precision}, ${scale ?? 0})`;
}

const COLUMNS: TableColumn<ExportColumn>[] = [
  {
    id: 'name',
    header: 'Column',
    card: 'title',
    min: 18,
    cell: (row) => <code>{row.name}</code>,
    text: (row) => row.name,
  },
  { id: 'type', header: 'Type', card: 'detail', min: 24, cell: typeText, text: typeText },
  {
    id: 'key',
    header: 'Key',
    card: 'aside',
    min: 6,
    cell: (row) => (row.key ? 'key' : ''),
    text: (row) => (row.key ? 'key' : ''),
  },
  {
    id: 'nullable',
    header: 'Empty',
    card: 'aside',
    min: 9,
    cell: (row) => (row.nullable ? 'may be' : 'never'),
    text: (row) => (row.nullable ? 'may be' : 'never'),
  },
  {
    id: 'unit',
    header: 'Unit in',
    card: 'none',
    min: 10,
    cell: (row) => row.unit ?? '',
    text: (row) => row.unit ?? '',
  },
  {
    id: 'meaning',
    header: 'Meaning',
    card: 'detail',
    min: 50,
    max: 84,
    cell: (row) => <span className={styles.wrap}>{row.meaning}</span>,
    text: (row) => row.meaning,
  },
];

/** Columns of an export and what they mean: the promise to whoever reads the files. */
export function SchemaTable({ columns }: { columns: readonly ExportColumn[] }) {
  return (
    <Table
      caption="Columns of the export"
      columns={COLUMNS}
      rows={columns}
      rowId={(row) => row.name}
      columnsParam="schema-columns"
      empty={<Empty title="The export has no column" />}
    />
  );
}
