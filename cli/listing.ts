import { csvLine } from '#exports/writers/csv.ts';
import type { Output } from './output.ts';

/**
 * Streams rows as they come, whatever their number: one JSON array, CSV with a header, or a line of text a row.
 * Gives the number of rows.
 */
export async function writeListing<Row extends object>(
  output: Output,
  format: 'json' | 'csv' | 'text',
  columns: readonly (keyof Row & string)[],
  batches: AsyncIterable<readonly Row[]>,
  textOf: (row: Row) => string,
): Promise<number> {
  let count = 0;
  if (format === 'csv') output.write(csvLine(columns));
  for await (const rows of batches) {
    const lines = rows.map((row, index) => {
      if (format === 'csv') return csvLine(columns.map((column) => cell(row[column])));
      if (format === 'text') return `${textOf(row)}\n`;
      return `${count + index === 0 ? '[' : ','}\n${JSON.stringify(row)}`;
    });
    count += rows.length;
    output.write(lines.join(''));
  }
  if (format === 'json') output.write(count === 0 ? '[]\n' : '\n]\n');
  return count;
}

function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The batches of several listings, one after the other. */
export async function* joined<Row>(
  listings: readonly (() => Promise<AsyncIterable<readonly Row[]>>)[],
): AsyncGenerator<readonly Row[]> {
  for (const open of listings) yield* await open();
}
