import { DuckDBInstance } from '@duckdb/node-api';
import exceljs from 'exceljs';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet';
import type { LogicalType } from '#core/dataset/field.ts';

/** Rows as text, in one form whatever they were read from; null for null. */
export type Table = (string | null)[][];

export interface Column {
  name: string;
  type: LogicalType;
  precision?: number;
  scale?: number;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

export async function duckDb(query: string): Promise<Record<string, string | null>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(query);
    return result.getRowObjectsJson() as Record<string, string | null>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** No trailing zeros, no point without decimals. */
export function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

export async function csvByDuckDb(path: string, columns: readonly Column[], delimiter = ','): Promise<Table> {
  const options = `header=true, delim=${quoted(delimiter)}, quote='"', escape='"', nullstr='',
    allow_quoted_nulls=false, auto_detect=false, parallel=false, max_line_size=100000000, columns={${columns
      .map(({ name }) => `${quoted(name)}: 'VARCHAR'`)
      .join(', ')}}`;
  const list = columns.map(({ name }) => `hex("${name}") as "${name}"`);
  const rows = await duckDb(`select ${list.join(', ')} from read_csv(${quoted(path)}, ${options})`);
  return rows.map((row) => columns.map(({ name }) => fromHex(row[name] ?? null)));
}

/** Texts travel as hexadecimal: the driver would drop a byte order mark at the start of a value. */
function fromHex(hex: string | null): string | null {
  return hex === null ? null : Buffer.from(hex, 'hex').toString();
}

const PARQUET_TYPES: Record<string, string> = {
  text: 'VARCHAR',
  code: 'VARCHAR',
  currency: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};

export const duckDbType = ({ type, precision, scale }: Column): string =>
  PARQUET_TYPES[type] ?? `DECIMAL(${precision},${scale})`;

export async function parquetByDuckDb(path: string, columns: readonly Column[]): Promise<Table> {
  const list = columns.map(({ name, type }) =>
    type === 'timestamp'
      ? `strftime(make_timestamp(epoch_us("${name}")), '%Y-%m-%dT%H:%M:%S.%fZ') as "${name}"`
      : `hex("${name}"::varchar) as "${name}"`,
  );
  const rows = await duckDb(`select ${list.join(', ')} from read_parquet(${quoted(path)})`);
  return rows.map((row) =>
    columns.map(({ name, type, scale }) => {
      const value = type === 'timestamp' ? (row[name] ?? null) : fromHex(row[name] ?? null);
      return value !== null && scale !== undefined && type !== 'integer' ? trimmed(value) : value;
    }),
  );
}

/** Hyparquet makes decimals floats, so it is given the file without their meaning and gives their bytes. */
export async function parquetByHyparquet(path: string, columns: readonly Column[]): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const raw = (element: SchemaElement): SchemaElement => {
    if (!['DECIMAL', 'TIMESTAMP_MICROS', 'DATE'].includes(element.converted_type ?? '')) return element;
    const { converted_type: _c, logical_type: _l, ...bytes } = element;
    return bytes as SchemaElement;
  };
  const table: Table = [];
  await parquetRead({
    file,
    metadata: { ...metadata, schema: metadata.schema.map(raw) },
    parsers: { stringFromBytes: (bytes) => bytes && Buffer.from(bytes).toString() },
    onComplete: (rows: unknown[][]) => {
      for (const row of rows) table.push(row.map((value, i) => hyparquetText(value, columns[i] as Column)));
    },
  });
  return table;
}

function hyparquetText(value: unknown, { type, scale = 0 }: Column): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) {
    let unscaled = 0n;
    for (const byte of value) unscaled = (unscaled << 8n) | BigInt(byte);
    unscaled = BigInt.asIntN(8 * value.length, unscaled);
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
    const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    return `${unscaled < 0n ? '-' : ''}${trimmed(text)}`;
  }
  if (type === 'timestamp') return isoMicros(value as bigint);
  if (type === 'date') return isoMicros(BigInt(value as number) * 86_400_000_000n).slice(0, 10);
  return String(value);
}

export function isoMicros(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - millis * 1000n;
  return `${new Date(Number(millis)).toISOString().slice(0, -1)}${rest.toString().padStart(3, '0')}Z`;
}

export async function workbookOf(path: string): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

/** The cells of all sheets but the last, which is the provenance; timestamps to the millisecond. */
export async function xlsxByExceljs(path: string, columns: readonly Column[]): Promise<Table> {
  const workbook = await workbookOf(path);
  const table: Table = [];
  for (const sheet of workbook.worksheets.slice(0, -1)) {
    for (let row = 2; row <= sheet.rowCount; row++) {
      const cells = sheet.getRow(row);
      table.push(columns.map((column, i) => cellText(cells.getCell(i + 1).value, column)));
    }
  }
  return table;
}

function cellText(value: exceljs.CellValue, { type }: Column): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  if (typeof value === 'number') return plain(value);
  // Excel reads _xHHHH_ in every text (ECMA-376 part 1, 22.9.2.19), exceljs in shared ones only.
  return String(value).replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/** The 15 digits that a cell promises, without an exponent. */
export function plain(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(14).split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const point = Number(exponent) + 1;
  if (point <= 0) return trimmed(`${sign}0.${'0'.repeat(-point)}${digits}`);
  const padded = digits.padEnd(point, '0');
  const text = `${padded.slice(0, point)}.${padded.slice(point)}`;
  return text.startsWith('0.') && !/[1-9]/.test(text) ? '0' : trimmed(`${sign}${text}`);
}
