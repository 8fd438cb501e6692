import type { ReactNode } from 'react';
import type { Sort, TableColumn } from './column.ts';
import { AS } from './roles.ts';
import styles from './table.module.css';
import { TableBody } from './table-body.tsx';
import { TableHead } from './table-head.tsx';
import { CHECK_PX, useTable } from './use-table.ts';
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

/** A table that a controller can live in: keyboard, columns, density, selection, copying; cards on a phone. */
export function Table<Row>(props: TableProps<Row>) {
  const { columnsParam = 'columns', plain = false, fill = false, selectable = false } = props;
  const table = useTable({ ...props, columnsParam, fill, selectable });
  const { model, rows, chosen } = table;
  return (
    <div className={styles.frame}>
      {plain && !props.toolbar ? null : (
        <div className={styles.toolbar}>
          <div className={styles.tools}>{props.toolbar}</div>
          {props.selectionActions?.(chosen.map((row) => row.id))}
          {plain || rows.length === 0 ? null : (
            <ViewMenu
              table={model.table}
              columnsParam={columnsParam}
              copyLabel={chosen.length > 0 ? 'Copy selected rows' : 'Copy these rows'}
              onCopy={table.copyAll}
            />
          )}
        </div>
      )}
      {rows.length === 0 ? (
        props.empty
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble from the focused row; the scroller itself is no control
        <div
          ref={table.scroller}
          className={`${styles.scroller} ${fill ? styles.fill : ''}`}
          onKeyDown={table.onKeyDown}
        >
          <table {...AS.table} className={styles.table} aria-rowcount={rows.length + 1}>
            <caption className={styles.caption}>{props.caption}</caption>
            <colgroup>
              {selectable ? <col width={CHECK_PX} /> : null}
              {table.columns.map((column, index) => (
                <col key={column.id} width={table.widths[index]} />
              ))}
            </colgroup>
            <TableHead
              table={model.table}
              sort={model.sort}
              selectable={selectable}
              allSelected={chosen.length === rows.length}
              onSelectAll={table.select.all}
            />
            <TableBody table={table} selectable={selectable} rowHref={props.rowHref} />
          </table>
        </div>
      )}
      {rows.length === 0 ? null : props.footer}
    </div>
  );
}
