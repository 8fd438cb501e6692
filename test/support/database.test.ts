import { expect, test } from 'vitest';
import { DATASETS } from '#core/dataset/datasets.ts';
import { LOGICAL_TYPES } from '#core/dataset/field.ts';
import { useDatabase } from './database.ts';

const database = useDatabase();

test('every dataset has a table whose columns are its fields', async () => {
  const sqlNames: Record<string, string> = { timestamptz: 'timestamp with time zone' };
  for (const dataset of DATASETS) {
    const { rows } = await database.connection.pool.query(
      'select column_name, data_type from information_schema.columns where table_name = $1 order by ordinal_position',
      [dataset.name],
    );
    const actual = rows.slice(rows.findIndex((row) => row.column_name === 'attributes') + 1);
    const expected = dataset.fields.map((field) => {
      const { sql } = LOGICAL_TYPES[field.type];
      return { column_name: field.name, data_type: sqlNames[sql] ?? sql };
    });
    expect(actual, dataset.name).toEqual(expected);
  }
});

test('instants keep their microseconds, numerics and bigints stay text', async () => {
  const { rows } = await database.connection.pool.query(
    `select timestamptz '2026-01-31 23:59:59.000001+00' as at, date '2026-03-29' as day,
            numeric '0.10' as amount, 9223372036854775807::bigint as hash`,
  );
  expect(rows[0]).toEqual({
    at: '2026-01-31T23:59:59.000001Z',
    day: '2026-03-29',
    amount: '0.10',
    hash: '9223372036854775807',
  });
});
