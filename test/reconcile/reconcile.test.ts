import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { keyPass, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

const database = useDatabase();

const record = (
  recordKey: string,
  reference: string | null,
  amount: string | null,
  over: Partial<TestRecord> = {},
) => ({
  ...{ recordKey, reference, amount, currency: 'EUR', date: '2026-01-10', counterparty: null },
  ...over,
});

test('a key that both sides show with one amount matches, the rest are exceptions of their kinds', async () => {
  const { connection } = database;
  await takeSnapshot(connection, 'left', [
    record('i1', 'A', '100.00'),
    record('i2', 'B', '50.00', { counterparty: 'Zoe' }),
    record('i3', 'C', '70.00'),
    record('i4', null, '5.00'),
    record('i5', 'E', '10.00'),
    record('i6', 'F', '10.00'),
    record('i7', 'G', '30.00'),
  ]);
  await takeSnapshot(connection, 'right', [
    record('p1', 'A', '60.00'),
    record('p2', 'A', '40.00'),
    record('p3', 'C', '71.00'),
    record('p4', 'D', '5.00'),
    record('p5', 'E', '11.00', { currency: 'USD' }),
    record('p6', 'F', '10.00'),
    record('p7', 'F', '10.00'),
    record('p8', 'G', '30.00', { date: '2026-01-20' }),
  ]);
  const rules = rulesOf({ passes: [keyPass({ days: { before: 0, after: 5 } })] });
  const summary = await reconcile(deskOf(connection, [rules]), PREPARER, {
    reconciliation: rules.reconciliation,
  });
  expect(summary).toMatchObject({ status: 'complete', matchCount: 1, exceptionCount: 7, reasons: [] });
  const { rows } = await connection.pool.query(
    'select match_key, currency, type, difference, days_apart, counterparty from exceptions order by match_key',
  );
  const of = (match_key: string, type: string, difference: string, over = {}) => ({
    ...{ match_key, currency: 'EUR', type, difference, days_apart: null, counterparty: null },
    ...over,
  });
  expect(rows).toEqual([
    of('B', 'missing_right', '50.00', { counterparty: 'Zoe' }),
    of('C', 'amount', '-1.00'),
    of('D', 'missing_left', '-5.00'),
    of('E', 'currency', '10.00'),
    of('F', 'duplicate', '-10.00'),
    of('G', 'timing', '0.00', { days_apart: 10 }),
    of('~i4', 'missing_right', '5.00'),
  ]);
});
