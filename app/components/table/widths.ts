import type { TableColumn } from './column.ts';

/** Width of a character of the table's font in px, a little generous: nothing is measured, so the server can do it too. */
const FIGURE = 7.8;
const LETTER = 6.8;
const BOLD_LETTER = 7.2;
const PADDING = 26;
/** Rows beyond are not read for the width of text; those of a column of figures all are. */
const SAMPLE = 400;

/** Width of a column in px: that of its longest text, within the column's limits. */
export function columnWidth<Row>(column: TableColumn<Row>, rows: readonly Row[]): number {
  const shown = column.shown ?? column.text;
  let longest = Math.max(column.min ?? 4, headerLength(column));
  for (const row of isFigure(column) ? rows : rows.slice(0, SAMPLE))
    longest = Math.max(longest, shown(row).length);
  const most = column.max === undefined ? longest : Math.max(column.max, headerLength(column));
  return toPixels(column, Math.min(longest, most));
}

/** To what a column may shrink when there is no room: figures not at all. */
export function narrowest<Row>(column: TableColumn<Row>, preferred: number): number {
  if (column.max === undefined) return preferred;
  return Math.min(preferred, toPixels(column, Math.max(column.min ?? 8, headerLength(column))));
}

/** Takes what is lacking from the columns that can give it, each in proportion. */
export function fitted(widths: readonly { preferred: number; least: number }[], available: number): number[] {
  const wanted = widths.reduce((sum, { preferred }) => sum + preferred, 0);
  const spare = widths.reduce((sum, { preferred, least }) => sum + preferred - least, 0);
  if (wanted <= available || spare === 0) return widths.map(({ preferred }) => preferred);
  const part = Math.min(1, (wanted - available) / spare);
  return widths.map(({ preferred, least }) => Math.floor(preferred - (preferred - least) * part));
}

const isFigure = <Row>(column: TableColumn<Row>) => column.align === 'end' && column.max === undefined;
const headerLength = <Row>({ header, sort }: TableColumn<Row>) => header.length + (sort ? 2 : 0);

function toPixels<Row>(column: TableColumn<Row>, characters: number): number {
  const one = isFigure(column) ? FIGURE : column.card === 'title' ? BOLD_LETTER : LETTER;
  return Math.round(characters * one + PADDING);
}
