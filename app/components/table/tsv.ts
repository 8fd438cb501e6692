import type { TableColumn } from './column.ts';

/** Rows as tab-separated text with a header, as a spreadsheet takes it from the clipboard. */
export function tsvOf<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map((column) => clean(column.header)).join('\t');
  const lines = rows.map((row) => columns.map((column) => clean(column.text(row))).join('\t'));
  return [header, ...lines].join('\n');
}

/** Text that begins like a formula is not run: a name may do so, a number may not be changed. */
function clean(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, ' ');
  return /^[=+@]|^-(?!\d)/.test(flat) && !/^[+-]?[\d.,\s\u00a0]+$/.test(flat) ? `'${flat}` : flat;
}
