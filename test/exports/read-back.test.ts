import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LogicalType } from '#core/dataset/field.ts';
import type { ExportRows } from '#db/queries/export-column.ts';
import { copyBinary, copyCsv } from '#db/queries/export-copy.ts';
import { withExportSession } from '#db/queries/export-session.ts';
import { CSV_PROFILES } from '#exports/writers/csv.ts';
import { writeCsvFile } from '#exports/writers/csv-file.ts';
import { writeParquetFile } from '#exports/writers/parquet/parquet-file.ts';
import { writeXlsxFile } from '#exports/writers/xlsx/xlsx-file.ts';
import naughty from '../data/hostile/blns/blns.json' with { type: 'json' };
import { useDatabase } from '../support/database.ts';

import { useFolder } from './support/folder.ts';
import {
  type Column,
  csvByDuckDb,
  duckDb,
  duckDbType,
  parquetByDuckDb,
  parquetByHyparquet,
  type Table,
  xlsxByExceljs,
} from './support/read-back.ts';

const database = useDatabase();
const folder = useFolder();

const column = (name: string, type: LogicalType, digits: { precision?: number; scale?: number } = {}) => ({
  name,
  type,
  ...digits,
  nullable: name !== 'n',
});

const COLUMNS = [
  column('n', 'integer'),
  column('note', 'text'),
  column('money', 'money', { precision: 38, scale: 8 }),
  column('quantity', 'quantity', { precision: 38, scale: 9 }),
  column('rate', 'rate', { precision: 38, scale: 18 }),
  column('day', 'date'),
  column('at', 'timestamp'),
  column('count', 'integer'),
  column('flag', 'boolean'),
] satisfies Column[];

const ROWS: ExportRows = {
  sql: 'select n, note, money, quantity, rate, day, at, count, flag from written',
  columns: COLUMNS,
  orderBy: ['n'],
};

type Written = [
  note: string | null,
  money: string | null,
  quantity: string | null,
  rate: string | null,
  day: string | null,
  at: string | null,
  count: string | null,
  flag: string | null,
];

beforeAll(async () => {
  await database.connection.pool.query(
    `create table written (n bigint primary key, note text, money numeric, quantity numeric, rate numeric, day date,
       at timestamptz, count bigint, flag boolean)`,
  );
});

async function put(rows: readonly Written[]): Promise<Table> {
  const { pool } = database.connection;
  await pool.query('truncate written');
  await pool.query(
    `insert into written select * from unnest($1::bigint[], $2::text[], $3::numeric[], $4::numeric[], $5::numeric[],
       $6::date[], $7::timestamptz[], $8::bigint[], $9::boolean[])`,
    [rows.map((_, i) => i + 1), ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => rows.map((row) => row[i]))],
  );
  // What is published is compared with what PostgreSQL itself says it holds.
  const { rows: held } = await pool.query<Record<string, string | null>>(
    `select n::text, note, trim_scale(money)::text as money, trim_scale(quantity)::text as quantity,
       trim_scale(rate)::text as rate, day::text as day,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, count::text, flag::text
     from written order by written.n`,
  );
  return held.map((row) => COLUMNS.map(({ name }) => row[name] ?? null));
}

async function writeAll(): Promise<{ csv: string; parquet: string; xlsx: string; flagged: unknown[] }> {
  const at = await mkdtemp(join(folder.path, 'written-'));
  const path = (extension: string) => join(at, `written.${extension}`);
  return withExportSession(database.connection, async (session) => {
    const dialect = CSV_PROFILES.machine;
    await writeCsvFile(path('csv'), copyCsv(session, ROWS, dialect), dialect);
    await writeParquetFile(path('parquet'), copyBinary(session, ROWS), {
      columns: COLUMNS,
      metadata: {},
      createdBy: 'test',
      onMisfit: (misfit, row) => {
        throw new Error(`${misfit.name} in row ${row}`);
      },
    });
    const notes = { sheet: 'Provenance', rows: () => [['nothing']] };
    const xlsx = await writeXlsxFile(path('xlsx'), copyBinary(session, ROWS), {
      columns: COLUMNS,
      sheet: 'written',
      notes,
    });
    return { csv: path('csv'), parquet: path('parquet'), xlsx: path('xlsx'), flagged: xlsx.flagged };
  });
}

/** Exceljs takes an empty text for an empty cell, and rounds instants to the millisecond: compare them apart. */
function apart(table: Table): { cells: Table; millis: number[] } {
  const at = COLUMNS.findIndex(({ name }) => name === 'at');
  const instants = table.map((row) => row[at] ?? '').filter((text) => text >= '1900-03-01');
  const cells = table.map((values) => {
    const row = values.map((value) => (value === '' ? null : value));
    return (row[at] ?? '') >= '1900-03-01' ? row.with(at, 'an instant') : row;
  });
  return { cells, millis: instants.map((text) => Date.parse(`${text.slice(0, 23)}Z`)) };
}

async function expectAllFormats(expected: Table): Promise<void> {
  const files = await writeAll();
  expect(await csvByDuckDb(files.csv, COLUMNS)).toEqual(expected);
  expect(await parquetByDuckDb(files.parquet, COLUMNS)).toEqual(expected);
  expect(await parquetByHyparquet(files.parquet, COLUMNS)).toEqual(expected);
  const want = apart(expected);
  const have = apart(await xlsxByExceljs(files.xlsx, COLUMNS));
  expect(have.cells).toEqual(want.cells);
  for (const [i, millis] of want.millis.entries()) {
    expect(Math.abs((have.millis[i] as number) - millis)).toBeLessThanOrEqual(1);
  }
  await rm(join(files.csv, '..'), { recursive: true });
}

const nulls: Written = [null, null, null, null, null, null, null, null];
const only = (place: number, value: string | null): Written => nulls.with(place, value) as unknown as Written;

describe('every value comes back digit by digit from CSV, Parquet and XLSX', () => {
  test('the largest of each precision, the smallest, the borders of types that hold less', async () => {
    const nines = (whole: number, decimals: number) => `${'9'.repeat(whole)}.${'9'.repeat(decimals)}`;
    const money = [
      ...[nines(30, 8), `-${nines(30, 8)}`, '0', '0.00000001', '-0.00000001', '0.10', '-12.50', '100'],
      ...['9999999999.99999999', '99999999999.99999999', '123456789012345', '1234567890123456', '1e29'],
      ...[
        '-92233720368.54775808',
        '-92233720368.54775809',
        '92233720368.54775807',
        '10000',
        '0.0001',
        '10000.0001',
      ],
      ...[
        '170141183460469231731687303715.88410527',
        '999999999999999.9999',
        '0.123456789012345e-0'.slice(0, 10),
      ],
    ];
    const quantity = [
      nines(29, 9),
      `-${nines(29, 9)}`,
      '0.000000001',
      '-0.000000001',
      '1.5',
      '7',
      '1000000000',
    ];
    const rate = [
      nines(20, 18),
      `-${nines(20, 18)}`,
      '0.000000000000000001',
      '0.9213',
      '-179.999999999999999999',
    ];
    await expectAllFormats(
      await put([
        nulls,
        ...money.map((value) => only(1, value)),
        ...quantity.map((value) => only(2, value)),
        ...rate.map((value) => only(3, value)),
      ]),
    );
  });

  test('dates, instants, integers and booleans at their borders', async () => {
    const days = [
      '0001-01-01',
      '1899-12-31',
      '1900-02-28',
      '1900-03-01',
      '1970-01-01',
      '2000-02-29',
      '9999-12-31',
    ];
    const instants = [
      ...['0001-01-01T00:00:00Z', '1900-02-28T23:59:59.999999Z', '1900-03-01T00:00:00Z'],
      ...['1969-12-31T23:59:59.999999Z', '2000-01-01T00:00:00Z', '1999-12-31T23:59:59.999999Z'],
      ...['2026-03-29T01:30:00.123456Z', '2026-01-31T23:59:59.000001Z', '9999-12-31T23:59:59Z'],
    ];
    const counts = [
      '0',
      '-1',
      '999999999999999',
      '-999999999999999',
      '1000000000000000',
      '9223372036854775807',
    ];
    await expectAllFormats(
      await put([
        ...days.map((value) => only(4, value)),
        ...instants.map((value) => only(5, value)),
        ...[...counts, '-9223372036854775808'].map((value) => only(6, value)),
        ...['true', 'false'].map((value) => only(7, value)),
      ]),
    );
  });

  test('texts that break things', async () => {
    const own = [
      ...[
        '',
        ' ',
        ' a ',
        '\t',
        'a\nb',
        'a\r\nb',
        '\r',
        '"',
        '""',
        "'",
        ',',
        ';',
        '\\.',
        '\\N',
        'NULL',
        '007',
        '1E5',
      ],
      ...[
        '_x0041_',
        '_x0041',
        '__x0041_',
        '_x0041_x0042_',
        '_x0041\u0001',
        '_x005F_x0041_',
        '\u0001\u001f\u007f\u0085',
      ],
      ...[
        '\uFFFE',
        '\uFFFF',
        '\uFEFFbom',
        '=1+1',
        '+1',
        '-1',
        '@a',
        '\u202Eabc',
        '<t>&amp;</t>',
        ']]>',
        '\u{1F600}',
      ],
      ...['é', 'é', 'x'.repeat(32_767), 'ß'.repeat(32_767), '\u{1F600}'.repeat(16_383)],
    ];
    const texts = [...own, ...(naughty as string[]).filter((text) => !text.includes('\0'))];
    await expectAllFormats(await put(texts.map((text) => only(0, text))));
  });

  test('no rows: the columns and their types are there', async () => {
    await expectAllFormats(await put([]));
    const { parquet } = await writeAll();
    const described = await duckDb(`describe select * from read_parquet('${parquet}')`);
    expect(described.map((row) => row.column_type)).toEqual(COLUMNS.map(duckDbType));
  });

  test('random rows', async () => {
    const decimal = (whole: number, decimals: number) =>
      fc
        .tuple(
          fc.boolean(),
          fc.bigInt({ min: 0n, max: 10n ** BigInt(whole + decimals) - 1n }),
          fc.nat(whole + decimals),
        )
        .map(([negative, value, shorter]) => {
          const digits = (value / 10n ** BigInt(shorter)).toString().padStart(decimals + 1, '0');
          return `${negative ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        });
    const instant = fc
      .bigInt({ min: -62_135_596_800_000_000n, max: 253_402_214_400_000_000n })
      .map((micros) => `${micros}`);
    const day = fc.integer({ min: -719_162, max: 2_932_896 });
    // One of few: dictionaries and runs are then used, and given up again.
    const word = fc.oneof(fc.constantFrom('EUR', 'USD', ''), fc.string({ unit: 'binary', maxLength: 60 }));
    const row = fc.record({
      note: fc.option(word.filter((text) => !text.includes('\0') && isWellFormed(text))),
      money: fc.option(decimal(30, 8)),
      quantity: fc.option(decimal(29, 9)),
      rate: fc.option(decimal(20, 18)),
      day: fc.option(day),
      at: fc.option(instant),
      count: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      flag: fc.option(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 120, size: 'max' }), async (rows) => {
        const written = rows.map((it): Written => {
          const date =
            it.day === null
              ? null
              : new Date(it.day * 86_400_000).toISOString().slice(0, 10).replace('+00', '');
          const at = it.at === null ? null : microsText(BigInt(it.at));
          const text = (value: unknown) => (value === null ? null : String(value));
          return [it.note, it.money, it.quantity, it.rate, date, at, text(it.count), text(it.flag)];
        });
        await expectAllFormats(await put(written));
      }),
      { numRuns: 12 },
    );
  });
});

function microsText(micros: bigint): string {
  const seconds = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
  const rest = micros - seconds * 1_000_000n;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${rest.toString().padStart(6, '0')}Z`;
}

/** PostgreSQL takes no half of a surrogate pair. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
