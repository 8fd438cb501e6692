import { beforeEach, expect, test } from 'vitest';
import { PermissionDenied, UnknownName } from '#core/failure/failure.ts';
import { PeriodInvalid } from '#core/reconcile/failures.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { ENTITY, emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

const database = useDatabase();
const rules = rulesOf();
const bill = (over: Partial<TestRecord> = {}): TestRecord => ({
  ...{
    recordKey: 'A',
    reference: 'A',
    amount: '10',
    currency: 'EUR',
    date: '2026-01-10',
    counterparty: null,
  },
  ...over,
});
const run = (over: Parameters<typeof deskOf>[2] = {}, period = '') =>
  reconcile(deskOf(database.connection, [rules], over), PREPARER, {
    reconciliation: rules.reconciliation,
    period,
  });

beforeEach(() => emptyBooks(database.connection));

test('a side without a snapshot: the run is incomplete, and says which side', async () => {
  await takeSnapshot(database.connection, 'left', [bill()]);
  expect(await run()).toMatchObject({
    status: 'incomplete',
    exceptionCount: 1,
    reasons: [{ side: 'right', source: 'bank', dataset: 'payments', reason: 'no_snapshot' }],
  });
});

test('a snapshot that is itself incomplete', async () => {
  await takeSnapshot(database.connection, 'left', [bill()], { completeness: 'incomplete' });
  await takeSnapshot(database.connection, 'right', [bill()]);
  const summary = await run();
  expect(summary).toMatchObject({
    status: 'incomplete',
    exceptionCount: 0,
    reasons: [{ side: 'left', reason: 'snapshot_incomplete' }],
  });
  const { rows } = await database.connection.pool.query('select status, incomplete_reasons from runs');
  expect(rows).toEqual([{ status: 'incomplete', incomplete_reasons: summary.reasons }]);
});

test('records without amount or currency are counted, never dropped in silence', async () => {
  await takeSnapshot(database.connection, 'left', [
    bill({ amount: null }),
    bill({ recordKey: 'B', currency: null }),
    bill({ recordKey: 'C', currency: null }),
  ]);
  await takeSnapshot(database.connection, 'right', []);
  expect((await run()).reasons).toMatchObject([
    { side: 'left', reason: 'unreadable_lines', problem: 'amount_missing', count: 1 },
    { side: 'left', reason: 'unreadable_lines', problem: 'currency_missing', count: 2 },
  ]);
  await takeSnapshot(database.connection, 'left', [bill()]);
  expect((await run()).status).toBe('complete');
});

test('late is measured against now, or the end of a period that is over', async () => {
  const confirmedAt = '2026-02-01T01:00:00Z';
  await takeSnapshot(database.connection, 'left', [bill()], { confirmedAt });
  await takeSnapshot(database.connection, 'right', [bill()], { confirmedAt });
  const later = { now: () => new Date('2026-02-03T01:00:00Z'), freshnessHours: 24 };
  expect((await run(later)).reasons.map((it) => [it.side, it.reason])).toEqual([
    ['left', 'late'],
    ['right', 'late'],
  ]);
  expect((await run(later, '2026-01')).reasons).toEqual([]);
  expect((await run({ ...later, freshnessHours: 48 })).reasons).toEqual([]);
});

test('a delivery that was refused and not made good', async () => {
  await takeSnapshot(database.connection, 'left', [bill()]);
  await takeSnapshot(database.connection, 'right', [bill()]);
  await database.connection.pool.query(
    `with raw as (insert into raw_objects (entity, source, sha256, name, size_bytes, received_at, received_by)
       values ($1, 'bank', 'x', 'x.csv', 0, now(), 'x') returning raw_id)
     insert into rejected_deliveries (entity, source, dataset, contract, file, raw_id, problem, at, actor, trace_id)
     select $1, 'bank', 'payments', 'bank.payments', 'x.csv', raw_id, '{}', now(), 'x', gen_random_uuid() from raw`,
    [ENTITY],
  );
  expect((await run()).reasons).toMatchObject([{ side: 'right', reason: 'rejected_delivery', count: 1 }]);
});

test('who may not run it, what there is not and what is no period is refused before anything is written', async () => {
  const desk = deskOf(database.connection, [rules]);
  const viewer = { ...PREPARER, grants: [{ entity: ENTITY, role: 'viewer' as const }] };
  const input = { reconciliation: rules.reconciliation };
  await expect(reconcile(desk, viewer, input)).rejects.toThrow(PermissionDenied);
  await expect(reconcile(desk, PREPARER, { reconciliation: 'nothing' })).rejects.toThrow(UnknownName);
  await expect(reconcile(desk, PREPARER, { ...input, period: '2026-13' })).rejects.toThrow(PeriodInvalid);
  const { rows } = await database.connection.pool.query('select count(*)::int as count from reconciliations');
  expect(rows).toEqual([{ count: 0 }]);
});
