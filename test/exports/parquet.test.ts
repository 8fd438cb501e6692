import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { inspectParquet } from '#exports/verify/inspect-parquet.ts';
import { bitWidthOf, encodeHybrid } from '#exports/writers/parquet/hybrid.ts';
import { writeParquetFile } from '#exports/writers/parquet/parquet-file.ts';
import { snappyCompress } from '#exports/writers/parquet/snappy.ts';
import { useDatabase } from '../support/database.ts';
import { type TestColumn, testColumn, withRows } from './support/binary-rows.ts';
import { useFolder } from './support/folder.ts';
import { duckDb } from './support/read-back.ts';

const database = useDatabase();
const folder = useFolder();

async function write(sql: string, columns: TestColumn[]): Promise<string> {
  const path = join(folder.path, `${Math.random().toString(36).slice(2)}.parquet`);
  await withRows(database.connection, sql, columns, (rows) =>
    writeParquetFile(path, rows, {
      columns,
      metadata: { 'tieout.export': 'test' },
      createdBy: 'test',
      onMisfit: (column, row) => {
        throw new Error(`${column.name} in row ${row} does not fit`);
      },
    }),
  );
  return path;
}

/** Enough rows for several row groups, with columns that repeat, stop repeating, and never do. */
const ROWS = 300_000;
const MIXED = `select n, case when n % 7 = 0 then null else 'note ' || n % 100 end as few,
    case when n < 150000 then 'same' else md5(n::text) end as turning, md5(n::text) as many,
    (n * 12345.6789)::numeric * case when n % 2 = 0 then -1 else 1 end as amount, 1.5 as rate,
    date '2020-01-01' + (n % 3000)::int as day, timestamptz '2026-01-01Z' + n * interval '1 microsecond' as at,
    n % 3 = 0 as flag
  from generate_series(1, ${ROWS}) n`;
const MIXED_COLUMNS = [
  testColumn('n', 'integer'),
  testColumn('few', 'text', true),
  testColumn('turning', 'code'),
  testColumn('many', 'code'),
  testColumn('amount', 'money'),
  testColumn('rate', 'rate'),
  testColumn('day', 'date'),
  testColumn('at', 'timestamp'),
  testColumn('flag', 'boolean'),
];

describe('a file of several row groups', () => {
  test('says what the database says, in the same order, and is the same twice', async () => {
    const path = await write(MIXED, MIXED_COLUMNS);
    const { rows } = await database.connection.pool.query(
      `select count(few)::text as few, count(distinct turning)::text as turning, sum(amount)::text as amount,
         sum(rate)::text as rate, min(day)::text as first, max(day)::text as last, count(*) filter (where flag)::text as flag,
         md5(string_agg(n || coalesce(few, '~') || turning || many || trim_scale(amount) || day || flag::text, '' order by n)) as all
       from (${MIXED}) x`,
    );
    const [read] = await duckDb(
      `select count(few)::varchar as few, count(distinct turning)::varchar as turning, sum(amount)::varchar as amount,
         sum(rate)::varchar as rate, min(day)::varchar as first, max(day)::varchar as last,
         (count(*) filter (where flag))::varchar as flag,
         md5(string_agg(n || coalesce(few, '~') || turning || many || rtrim(rtrim(amount::varchar, '0'), '.') || day::varchar || flag::varchar, '' order by n)) as all
       from read_parquet('${path}')`,
    );
    const trimmed = { amount: (rows[0].amount as string).replace(/0+$/, ''), rate: '450000.0' };
    expect({ ...read, amount: read?.amount?.replace(/0+$/, ''), rate: '450000.0' }).toEqual({
      ...rows[0],
      ...trimmed,
    });
    expect(Number(read?.rate)).toBe(450_000);
    const hash = async (file: string) =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    expect(await hash(await write(MIXED, MIXED_COLUMNS))).toBe(await hash(path));
    const unordered = await duckDb(
      `select count(*)::varchar as wrong from (select n, row_number() over () as place from read_parquet('${path}')) where n <> place`,
    );
    expect(unordered).toEqual([{ wrong: '0' }]);
  });

  test('has bounded row groups, bounds for each column, dictionaries where values repeat', async () => {
    const path = await write(MIXED, MIXED_COLUMNS);
    const groups = await duckDb(
      `select row_group_id::varchar as id, max(row_group_num_rows)::varchar as rows from parquet_metadata('${path}') group by 1 order by 1`,
    );
    expect(groups.map(({ rows }) => rows)).toEqual(['122880', '122880', '54240']);
    const chunks = await duckDb(
      `select path_in_schema as name, row_group_id::varchar as id, encodings, compression, stats_min_value as min,
         stats_max_value as max, stats_null_count::varchar as nulls from parquet_metadata('${path}') where row_group_id < 2`,
    );
    const chunk = (name: string, id = '0') => chunks.find((it) => it.name === name && it.id === id);
    expect(chunk('n')).toMatchObject({ min: '1', max: '122880', nulls: '0', compression: 'SNAPPY' });
    expect(chunk('few')).toMatchObject({
      min: 'note 0',
      max: 'note 99',
      nulls: '17554',
      encodings: expect.stringContaining('DICTIONARY'),
    });
    expect(chunk('turning')?.encodings).toContain('DICTIONARY');
    expect(chunk('turning', '1')?.encodings).not.toContain('DICTIONARY');
    expect(chunk('many')?.encodings).not.toContain('DICTIONARY');
    expect(chunk('day')).toMatchObject({ min: '2020-01-01', max: '2028-03-18' });
    expect(Number(chunk('amount')?.min)).toBeLessThan(0);
  });

  test('lets a reader skip by bounds and still finds every row', async () => {
    const path = await write(MIXED, MIXED_COLUMNS);
    const found = await duckDb(
      `select count(*)::varchar as n from read_parquet('${path}') where amount between -2000000 and -1000000 and day >= '2025-01-01'`,
    );
    const { rows } = await database.connection.pool.query(
      `select count(*)::text as n from (${MIXED}) x where amount between -2000000 and -1000000 and day >= '2025-01-01'`,
    );
    expect(found).toEqual(rows);
  });

  test('is closed early when texts are long: memory is bounded by bytes too', async () => {
    const sql = `select n, repeat(md5(n::text), 1000) as note from generate_series(1, 3000) n`;
    const path = await write(sql, [testColumn('n', 'integer'), testColumn('note', 'text')]);
    const [read] = await duckDb(
      `select count(distinct row_group_id)::varchar as groups from parquet_metadata('${path}')`,
    );
    expect(Number(read?.groups)).toBeGreaterThan(2);
    const [sum] = await duckDb(
      `select count(*)::varchar as n, sum(length(note))::varchar as length from read_parquet('${path}')`,
    );
    expect(sum).toEqual({ n: '3000', length: String(3000 * 32_000) });
  });
});

test('a value that the column cannot hold is named', async () => {
  const columns = [testColumn('n', 'integer'), testColumn('amount', 'money')];
  const failing = (value: string) =>
    write(
      `select n, case when n = 3 then ${value} else 1 end as amount from generate_series(1, 5) n`,
      columns,
    );
  for (const value of ['1e30', '0.000000001', `'NaN'::numeric`, `'-Infinity'::numeric`, '1e200', 'null']) {
    await expect(failing(value), value).rejects.toThrow('amount in row 3 does not fit');
  }
});

test('the inspector reads totals to the last digit', async () => {
  const columns = [
    testColumn('n', 'integer'),
    testColumn('amount', 'money'),
    testColumn('currency', 'currency'),
  ];
  const sql = `select n, case when n = 1 then 999999999999999999999999999999.99999999 else -0.00000001 end as amount,
    'EUR' as currency from generate_series(1, 2) n`;
  const path = await write(sql, columns);
  const withUnit = columns.map((it) => (it.name === 'amount' ? { ...it, unit: 'currency' } : it));
  expect(await inspectParquet({ path, name: 'x', columns: withUnit, controls: ['amount'] })).toEqual({
    rows: 2,
    controlTotals: [
      { column: 'amount', currency: 'EUR', rows: 2, total: '999999999999999999999999999999.99999998' },
    ],
  });
});

test('snappy: whatever is compressed comes back by another decompressor', () => {
  const repetitive = fc
    .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(9000))
    .map(([part, times]) => new Uint8Array(part.length * times).map((_, i) => part[i % part.length] ?? 0));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 5000 }),
    repetitive,
    fc.tuple(repetitive, fc.uint8Array()).map(([a, b]) => Uint8Array.from([...a.subarray(0, 70_000), ...b])),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      const output = new Uint8Array(input.length);
      snappyUncompress(snappyCompress(input), output);
      expect(Buffer.compare(output, input)).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('the hybrid encoding: runs and packed groups come back', () => {
  const runs = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 40 })), { maxLength: 60 });
  fc.assert(
    fc.property(runs, (parts) => {
      const values = Int32Array.from(parts.flatMap(([value, times]) => Array<number>(times).fill(value)));
      const width = Math.max(1, bitWidthOf(Math.max(0, ...values)));
      expect(decodeHybrid(encodeHybrid(values, 0, values.length, width), width, values.length)).toEqual([
        ...values,
      ]);
    }),
  );
});

/** Written from the specification, one value after another. */
function decodeHybrid(bytes: Uint8Array, width: number, count: number): number[] {
  const values: number[] = [];
  let at = 0;
  while (values.length < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const times = header >> 1;
    if (header & 1) {
      for (let i = 0; i < times * 8; i++) {
        let value = 0;
        for (let bit = 0; bit < width; bit++) {
          const place = i * width + bit;
          value |= (((bytes[at + (place >> 3)] as number) >> (place & 7)) & 1) << bit;
        }
        if (values.length < count) values.push(value);
      }
      at += times * width;
    } else {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] as number) << shift;
      for (let i = 0; i < times; i++) values.push(value);
    }
  }
  return values;
}
