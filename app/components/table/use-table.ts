import { useNavigate } from '@remix-run/react';
import type { Column, Row as TanStackRow } from '@tanstack/react-table';
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { useAnnounce } from '../announcer.tsx';
import type { TableColumn } from './column.ts';
import { onRowKey } from './row-keys.ts';
import { tsvOf } from './tsv.ts';
import { useFittedWidths } from './use-fitted-widths.ts';
import { type RowFocus, useRowFocus } from './use-row-focus.ts';
import { type Selection, useSelection } from './use-selection.ts';
import { type ModelOptions, type TableModel, useTableModel } from './use-table-model.ts';
import { useVirtualRows, type VirtualRows } from './use-virtual-rows.ts';

/** Width of the column of checkboxes. */
export const CHECK_PX = 36;

export interface TableInUse<Row> {
  model: TableModel<Row>;
  rows: TanStackRow<Row>[];
  chosen: TanStackRow<Row>[];
  columns: Column<Row>[];
  widths: number[];
  scroller: RefObject<HTMLDivElement>;
  virtual: VirtualRows;
  focus: RowFocus;
  select: Selection;
  open(index: number): void;
  copyAll(): void;
  onKeyDown(event: KeyboardEvent): void;
}

interface Options<Row> extends ModelOptions<Row> {
  fill: boolean;
  selectable: boolean;
  rowHref?(row: Row): string;
}

/** Everything about a table that is not drawing: which rows and columns, how wide, what is focused and selected. */
export function useTable<Row>(options: Options<Row>): TableInUse<Row> {
  const { selectable, rowHref } = options;
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const model = useTableModel(options);
  const { rows } = model.table.getRowModel();
  const columns = model.table.getVisibleLeafColumns();
  const virtual = useVirtualRows(scroller, rows.length, options.fill);
  const focus = useRowFocus(scroller, rows.length, virtual.reveal);
  const select = useSelection(rows, model.selection, model.setSelection);
  const chosen = rows.filter((row) => row.getIsSelected());
  const { columnSizing } = model.table.getState();
  const widths = useFittedWidths(
    scroller,
    columns.map((shown) => ({
      column: meant(shown),
      size: shown.getSize(),
      resized: shown.id in columnSizing,
    })),
    { taken: selectable ? CHECK_PX : 0, drawn: rows.length > 0 },
  );
  const copy = useCopy(columns);
  const open = (index: number) => {
    const row = rows[index];
    if (row && rowHref) navigate(rowHref(row.original));
  };
  const onKeyDown = (event: KeyboardEvent) =>
    onRowKey(event, {
      count: rows.length,
      active: focus.active,
      move(to, extend) {
        if (extend && selectable) select.extend(focus.active, to);
        focus.focusRow(to);
      },
      ...(rowHref ? { open } : {}),
      ...(selectable
        ? { toggle: (index: number) => select.toggle(index, false), selectAll: select.all }
        : {}),
      copy: () => copy(chosen.length > 0 ? chosen : rows.slice(focus.active, focus.active + 1)),
    });
  const copyAll = () => copy(chosen.length > 0 ? chosen : rows);
  return { model, rows, chosen, columns, widths, scroller, virtual, focus, select, open, copyAll, onKeyDown };
}

function meant<Row>(shown: Column<Row>): TableColumn<Row> {
  return shown.columnDef.meta?.column as TableColumn<Row>;
}

/** Puts rows on the clipboard as tab-separated text, and says so. */
function useCopy<Row>(columns: readonly Column<Row>[]): (rows: readonly TanStackRow<Row>[]) => void {
  const announce = useAnnounce();
  return (rows) => {
    const text = tsvOf(
      columns.map(meant),
      rows.map((row) => row.original),
    );
    navigator.clipboard.writeText(text).then(
      () => announce(rows.length === 1 ? 'Copied 1 row.' : `Copied ${rows.length} rows.`),
      () => announce('The browser does not let this page copy.'),
    );
  };
}
