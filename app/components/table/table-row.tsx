import { Link } from '@remix-run/react';
import type { Row as TanStackRow } from '@tanstack/react-table';
import type { MouseEvent } from 'react';
import type { TableColumn } from './column.ts';
import { AS } from './roles.ts';
import styles from './table.module.css';

interface RowProps<Row> {
  row: TanStackRow<Row>;
  index: number;
  href: string | undefined;
  /** Holds the tab stop of the table. */
  active: boolean;
  selectable: boolean;
  onSelect(index: number, range: boolean): void;
  onFocus(index: number): void;
  onOpen(index: number): void;
}

export function TableRow<Row>({
  row,
  index,
  href,
  active,
  selectable,
  onSelect,
  onFocus,
  onOpen,
}: RowProps<Row>) {
  const selected = row.getIsSelected();
  return (
    <tr
      {...AS.row}
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={selectable ? selected : undefined}
      className={`${styles.row} ${href ? styles.opens : ''} ${selected ? styles.selected : ''}`}
      tabIndex={href ? undefined : active ? 0 : -1}
      onFocus={() => onFocus(index)}
      onClick={href ? (event) => isPlainClick(event) && onOpen(index) : undefined}
    >
      {selectable ? (
        <td {...AS.cell} className={styles.check} data-card="check">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select row ${index + 1}`}
            checked={selected}
            readOnly
            onClick={(event) => {
              event.stopPropagation();
              onSelect(index, event.shiftKey);
            }}
          />
        </td>
      ) : null}
      {row.getVisibleCells().map((cell) => {
        const column = cell.column.columnDef.meta?.column as TableColumn<Row>;
        return <Cell key={cell.id} column={column} row={row.original} href={href} active={active} />;
      })}
    </tr>
  );
}

interface CellProps<Row> {
  column: TableColumn<Row>;
  row: Row;
  href: string | undefined;
  active: boolean;
}

/** Texts this long may be cut, so they are whole on hover. */
const LONG = 16;

function Cell<Row>({ column, row, href, active }: CellProps<Row>) {
  const isKey = column.card === 'title';
  const content = column.cell(row);
  const text = column.max === undefined ? '' : column.text(row);
  return (
    <td
      {...(isKey ? AS.rowHeader : AS.cell)}
      data-card={column.card ?? 'detail'}
      data-label={column.header}
      className={`${column.align === 'end' ? styles.end : ''} ${isKey ? styles.key : ''}`}
      title={text.length > LONG ? text : undefined}
    >
      {isKey && href ? (
        <Link to={href} prefetch="intent" data-row-focus tabIndex={active ? 0 : -1} className={styles.link}>
          {content}
        </Link>
      ) : (
        content
      )}
    </td>
  );
}

/** A click on the row opens it, unless it was for something in it, or to select text. */
function isPlainClick(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return false;
  if (event.target instanceof Element && event.target.closest('a, button, input, label')) return false;
  return String(window.getSelection() ?? '') === '';
}
