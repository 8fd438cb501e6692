import { useNavigate } from '@remix-run/react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useAnnounce } from '../announcer.tsx';
import type { Sort, TableColumn } from './column.ts';
import { AS } from './roles.ts';
import { onRowKey } from './row-keys.ts';
import styles from './table.module.css';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { tsvOf } from './tsv.ts';
import { useFittedWidths } from './use-fitted-widths.ts';
import { useRowFocus } from './use-row-focus.ts';
import { useSelection } from './use-selection.ts';
import { useTableModel } from './use-table-model.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import { ViewMenu } from './view-menu.tsx';

export interface TableProps<Row> {
  /** Says what the table shows; read out by screen readers. */
  caption: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowId(row: Row): string;
  /** Where a row leads, with the scope in it (`useScopedPath`). */
  rowHref?(row: Row): string;
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
  /** The table scrolls by itself within the height of the window; header and key column stay. */
  fill?: boolean;
  selectable?: boolean;
  /** What the loader sorted by, when the URL says nothing. */
  defaultSort?: Sort;
  columnsParam?: string;
  /** Left of the view menu: filters, search, totals. */
  toolbar?: ReactNode;
  /** Without menu: for small tables inside a page. */
  plain?: boolean;
  footer?: ReactNode;
  /** Told the ids of the selected rows, for actions on them. */
  selectionActions?(ids: readonly string[]): ReactNode;
}

const CHECK_PX = 36;

/** A table that a controller can live in: keyboard, columns, density, selection, copying; cards on a phone. */
export function Table<Row>(props: TableProps<Row>) {
  const { columnsParam = 'columns', plain = false, fill = false, selectable = false, rowHref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const announce = useAnnounce();
  const model = useTableModel({ ...props, columnsParam });
  const rows = model.table.getRowModel().rows;
  const virtual = useVirtualRows(scroller, rows.length, fill);
  const focus = useRowFocus(scroller, rows.length, virtual.reveal);
  const select = useSelection(rows, model.selection, model.setSelection);
  const chosen = rows.filter((row) => row.getIsSelected());
  const shownColumns = model.table.getVisibleLeafColumns();
  const { columnSizing } = model.table.getState();
  const widths = useFittedWidths(
    scroller,
    shownColumns.map((shown) => ({
      column: shown.columnDef.meta?.column as TableColumn<Row>,
      size: shown.getSize(),
      resized: shown.id in columnSizing,
    })),
    selectable ? CHECK_PX : 0,
  );

  const open = (index: number) => {
    const row = rows[index];
    if (row && rowHref) navigate(rowHref(row.original));
  };
  const copy = async (all: boolean) => {
    const active = rows[focus.active];
    const taken = chosen.length > 0 ? chosen : all || !active ? rows : [active];
    const shown = shownColumns.flatMap((column) => column.columnDef.meta?.column ?? []);
    await navigator.clipboard.writeText(
      tsvOf(
        shown,
        taken.map((row) => row.original),
      ),
    );
    announce(taken.length === 1 ? 'Copied 1 row.' : `Copied ${taken.length} rows.`);
  };
  const onKeyDown = (event: KeyboardEvent) =>
    onRowKey(event, {
      count: rows.length,
      active: focus.active,
      move: (to, extend) => {
        if (extend && selectable) select.extend(focus.active, to);
        focus.focusRow(to);
      },
      ...(rowHref ? { open } : {}),
      ...(selectable
        ? { toggle: (index: number) => select.toggle(index, false), selectAll: select.all }
        : {}),
      copy: () => void copy(false),
    });

  if (rows.length === 0) {
    return (
      <div className={styles.frame}>
        {props.toolbar ? <div className={styles.toolbar}>{props.toolbar}</div> : null}
        {props.empty}
      </div>
    );
  }
  return (
    <div className={styles.frame}>
      {plain && !props.toolbar ? null : (
        <div className={styles.toolbar}>
          <div className={styles.tools}>{props.toolbar}</div>
          {props.selectionActions?.(chosen.map((row) => row.id))}
          {plain ? null : (
            <ViewMenu
              table={model.table}
              columnsParam={columnsParam}
              copyLabel={chosen.length > 0 ? 'Copy selected rows' : 'Copy these rows'}
              onCopy={() => void copy(true)}
            />
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys bubble from the focused row; the scroller itself is no control */}
      <div ref={scroller} className={`${styles.scroller} ${fill ? styles.fill : ''}`} onKeyDown={onKeyDown}>
        <table {...AS.table} className={styles.table} aria-rowcount={rows.length + 1}>
          <caption className={styles.caption}>{props.caption}</caption>
          <colgroup>
            {selectable ? <col width={CHECK_PX} /> : null}
            {shownColumns.map((column, index) => (
              <col key={column.id} width={widths[index]} />
            ))}
          </colgroup>
          <TableHead
            table={model.table}
            sort={model.sort}
            selectable={selectable}
            allSelected={chosen.length === rows.length}
            onSelectAll={select.all}
          />
          <tbody {...AS.rows}>
            <Gap height={virtual.above} />
            {rows.slice(virtual.from, virtual.to).map((row, offset) => (
              <TableRow
                key={row.id}
                row={row}
                index={virtual.from + offset}
                href={rowHref?.(row.original)}
                active={focus.active === virtual.from + offset}
                selectable={selectable}
                onSelect={select.toggle}
                onFocus={focus.setActive}
                onOpen={open}
              />
            ))}
            <Gap height={virtual.below} />
          </tbody>
        </table>
      </div>
      {props.footer}
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={styles.gap} {...AS.gap}>
      <td {...AS.gap} height={Math.round(height)} />
    </tr>
  );
}
