import { Link, useSearchParams } from '@remix-run/react';
import { flexRender, type Header, type Table } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { changedSearch } from '../scope.ts';
import type { Sort, TableColumn } from './column.ts';
import { AS } from './roles.ts';
import styles from './table.module.css';

interface HeadProps<Row> {
  table: Table<Row>;
  sort: Sort | undefined;
  selectable: boolean;
  allSelected: boolean;
  onSelectAll(): void;
}

export function TableHead<Row>({ table, sort, selectable, allSelected, onSelectAll }: HeadProps<Row>) {
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  return (
    <thead {...AS.rows} className={styles.head}>
      <tr {...AS.row}>
        {selectable ? (
          <th {...AS.columnHeader} className={styles.check}>
            <input
              type="checkbox"
              aria-label="Select all rows"
              checked={allSelected}
              onChange={onSelectAll}
            />
          </th>
        ) : null}
        {headers.map((header) => (
          <HeaderCell key={header.id} header={header} sort={sort} />
        ))}
      </tr>
    </thead>
  );
}

function HeaderCell<Row>({ header, sort }: { header: Header<Row, unknown>; sort: Sort | undefined }) {
  const column = header.column.columnDef.meta?.column as TableColumn<Row>;
  const [search] = useSearchParams();
  const sorted = sort?.by === column.id ? sort : undefined;
  const place = `${column.align === 'end' ? styles.end : ''} ${column.card === 'title' ? styles.key : ''}`;
  const label = flexRender(header.column.columnDef.header, header.getContext());
  return (
    <th
      {...AS.columnHeader}
      className={place}
      title={column.meaning}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : column.sort ? 'none' : undefined}
    >
      {column.sort ? (
        <Link
          to={changedSearch(search, { sort: nextSort(column.id, sorted) })}
          replace
          preventScrollReset
          className={styles.sort}
          onKeyDown={(event) => resizeByKey(event, header)}
        >
          {label}
          <SortMark sorted={sorted} />
        </Link>
      ) : (
        label
      )}
      {/* For the mouse only: Alt and an arrow on the header's link do the same, a double click fits the content */}
      <span
        aria-hidden="true"
        className={styles.resizer}
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
        onDoubleClick={() => setWidth(header, fittingWidth(header))}
      />
    </th>
  );
}

function SortMark({ sorted }: { sorted: Sort | undefined }) {
  if (sorted === undefined) return <ArrowDown size={12} aria-hidden="true" className={styles.unsorted} />;
  return sorted.descending ? (
    <ArrowDown size={12} aria-hidden="true" />
  ) : (
    <ArrowUp size={12} aria-hidden="true" />
  );
}

function nextSort(id: string, sorted: Sort | undefined): string {
  return sorted && !sorted.descending ? `-${id}` : id;
}

const STEP = 16;

function resizeByKey<Row>(event: KeyboardEvent, header: Header<Row, unknown>): void {
  if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
  event.preventDefault();
  setWidth(header, header.getSize() + (event.key === 'ArrowLeft' ? -STEP : STEP));
}

function setWidth<Row>(header: Header<Row, unknown>, width: number): void {
  const { minSize = 56, maxSize = 900 } = header.column.columnDef;
  const size = Math.min(maxSize, Math.max(minSize, width));
  header.getContext().table.setColumnSizing((sizes) => ({ ...sizes, [header.column.id]: size }));
}

function fittingWidth<Row>(header: Header<Row, unknown>): number {
  const column = header.column.columnDef.meta?.column as TableColumn<Row>;
  const rows = header.getContext().table.getRowModel().rows;
  return (
    rows.reduce((widest, row) => Math.max(widest, column.text(row.original).length), column.header.length) *
      7.4 +
    26
  );
}
