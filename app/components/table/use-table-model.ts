import { useSearchParams } from '@remix-run/react';
import {
  type ColumnDef,
  type ColumnSizingState,
  getCoreRowModel,
  type RowSelectionState,
  type Table,
  useReactTable,
} from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { type Sort, sortOf, type TableColumn } from './column.ts';
import { columnWidth } from './widths.ts';

/** How a column travels through TanStack. */
declare module '@tanstack/react-table' {
  // The parameters must equal those of the library.
  interface ColumnMeta<TData, TValue> {
    column: TableColumn<TData>;
  }
}

export interface TableModel<Row> {
  table: Table<Row>;
  sort: Sort | undefined;
  selection: RowSelectionState;
  setSelection(selection: RowSelectionState): void;
}

export interface ModelOptions<Row> {
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId(row: Row): string;
  defaultSort?: Sort;
  /** Name of the search parameter that lists the columns shown; several tables on a page have one each. */
  columnsParam: string;
}

/** Columns shown (from the URL), widths, order and selection of a table. */
export function useTableModel<Row>(options: ModelOptions<Row>): TableModel<Row> {
  const { columns, rowId, columnsParam } = options;
  const [search] = useSearchParams();
  const [columnSizing, setColumnSizing] = useState<ColumnSizingState>({});
  const [selection, setSelection] = useState<RowSelectionState>({});
  const sort = sortOf(search, options.defaultSort);
  const rows = useMemo(
    () => sorted(options.rows, columns, sort?.by, sort?.descending),
    [options.rows, columns, sort?.by, sort?.descending],
  );
  const definitions = useMemo(
    () => columns.map((column) => definitionOf(column, options.rows)),
    [columns, options.rows],
  );
  const shown = search.get(columnsParam);
  const columnVisibility = useMemo(() => visibilityOf(columns, shown), [columns, shown]);
  const table = useReactTable<Row>({
    data: rows as Row[],
    columns: definitions,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    columnResizeMode: 'onChange',
    enableRowSelection: true,
    state: { columnVisibility, columnSizing, rowSelection: selection },
    onColumnSizingChange: setColumnSizing,
    onRowSelectionChange: setSelection,
  });
  return { table, sort, selection, setSelection };
}

function definitionOf<Row>(column: TableColumn<Row>, rows: readonly Row[]): ColumnDef<Row> {
  return {
    id: column.id,
    header: column.header,
    accessorFn: column.text,
    size: columnWidth(column, rows),
    minSize: 56,
    maxSize: 900,
    enableHiding: !column.fixed,
    meta: { column },
  };
}

function visibilityOf<Row>(
  columns: readonly TableColumn<Row>[],
  shown: string | null,
): Record<string, boolean> {
  const chosen = shown === null ? undefined : new Set(shown.split(','));
  return Object.fromEntries(
    columns.map((column) => [column.id, column.fixed || (chosen ? chosen.has(column.id) : !column.optional)]),
  );
}

function sorted<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  by: string | undefined,
  descending = false,
): readonly Row[] {
  const compare = columns.find((column) => column.id === by)?.sort;
  if (typeof compare !== 'function') return rows;
  const ordered = rows.toSorted(compare);
  return descending ? ordered.reverse() : ordered;
}
