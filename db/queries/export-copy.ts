import type { Readable } from 'node:stream';
import { copyOut } from './copy-out.ts';
import { type ExportRows, isTextual, type QueryColumn } from './export-column.ts';
import type { ExportSession } from './export-session.ts';
import { identifier, literal } from './export-text.ts';

/** How a CSV is written. PostgreSQL does the quoting: RFC 4180, with line feeds. */
export interface CsvDialect {
  delimiter: string;
  decimalSeparator: '.' | ',';
  /** A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone. */
  guardFormulas: boolean;
}

/** Characters that make a spreadsheet run a cell as a formula, full-width forms included (OWASP, CSV Injection). */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/** The rows as CSV bytes, header first. Null is empty, an empty text is "". */
export function copyCsv(session: ExportSession, rows: ExportRows, dialect: CsvDialect): Readable {
  const list = rows.columns.map((column) => `${csvValue(column, dialect)} as ${identifier(column.name)}`);
  const options = `format csv, header true, encoding 'UTF8', delimiter ${literal(dialect.delimiter)}`;
  return copy(session, `${select(rows, list)}`, options);
}

/** The rows in PostgreSQL's binary COPY format: text, bigint, date, timestamptz, boolean and numeric fields. */
export function copyBinary(session: ExportSession, rows: ExportRows): Readable {
  const list = rows.columns.map((column) => `${typed(column)} as ${identifier(column.name)}`);
  return copy(session, select(rows, list), 'format binary');
}

function copy(session: ExportSession, query: string, options: string): Readable {
  return copyOut(session.client, `copy (${query}) to stdout with (${options})`, {
    highWaterMark: 1024 * 1024,
  });
}

function select(rows: ExportRows, list: readonly string[]): string {
  const textual = new Set(rows.columns.filter(isTextual).map((column) => column.name));
  const order = rows.orderBy.map((name) =>
    textual.has(name) ? `x.${identifier(name)}::text collate "C"` : `x.${identifier(name)}`,
  );
  return `select ${list.join(', ')} from (${rows.sql}) x order by ${order.join(', ')}`;
}

const CASTS = {
  text: 'text',
  code: 'text',
  currency: 'text',
  date: 'date',
  timestamp: 'timestamptz',
  money: 'numeric',
  quantity: 'numeric',
  rate: 'numeric',
  integer: 'bigint',
  boolean: 'boolean',
} as const;

function typed(column: QueryColumn): string {
  return `x.${identifier(column.name)}::${CASTS[column.type]}`;
}

function csvValue(column: QueryColumn, dialect: CsvDialect): string {
  const value = typed(column);
  switch (column.type) {
    case 'timestamp':
      return `to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
    case 'boolean':
      return `${value}::text`;
    case 'money':
    case 'quantity':
    case 'rate':
      // 1.50 and 1.5 are one value, so they have one form: a file does not depend on how a source happened to write it.
      return dialect.decimalSeparator === '.'
        ? `trim_scale(${value})`
        : `replace(trim_scale(${value})::text, '.', ${literal(dialect.decimalSeparator)})`;
    case 'text':
    case 'code':
    case 'currency':
      return dialect.guardFormulas ? guarded(value) : value;
    default:
      return value;
  }
}

function guarded(value: string): string {
  const starts = FORMULA_STARTS.map(literal).join(', ');
  return `case when left(${value}, 1) in (${starts}) then '''' || ${value} else ${value} end`;
}
