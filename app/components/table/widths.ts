import type { TableColumn } from './column.ts';

/** Width of a character of the table's font in px, a little generous: nothing is measured, so the server can do it too. */
const CHARACTER = 7.4;
const PADDING = 26;
/** Rows beyond are not read for the width: the widest of so many is wide enough, and cells wrap or end in dots. */
const SAMPLE = 400;

/** Width of a column in px: that of its longest text, within the column's limits. */
export function columnWidth<Row>(column: TableColumn<Row>, rows: readonly Row[]): number {
  let longest = Math.max(column.min ?? 4, column.header.length + (column.sort ? 2 : 0));
  const amounts = column.align === 'end' && column.max === undefined;
  const sample = amounts ? rows : rows.slice(0, SAMPLE);
  for (const row of sample) longest = Math.max(longest, column.text(row).length);
  const characters =
    column.max === undefined ? longest : Math.min(longest, Math.max(column.max, column.header.length + 2));
  return Math.round(characters * CHARACTER + PADDING);
}
