import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';

const database = useDatabase();
const rules = rulesOf({ materiality: { EUR: '50' } });
const run = (period?: string) =>
  reconcile(deskOf(database.connection, [rules]), PREPARER, {
    reconciliation: rules.reconciliation,
    ...(period ? { period } : {}),
  });
const say = (side: 'left' | 'right', records: readonly TestRecord[]) =>
  takeSnapshot(database.connection, side, records);
const bill = (recordKey: string, amount: string, over: Partial<TestRecord> = {}): TestRecord => ({
  ...{ recordKey, reference: recordKey, amount, currency: 'EUR', date: '2026-01-10', counterparty: 'Zoe' },
  ...over,
});
const exceptions = async () =>
  (await database.connection.pool.query('select * from exceptions order by match_key, period')).rows;
const events = async () =>
  (await database.connection.pool.query('select kind, fields from exception_events order by run_id')).rows;

beforeEach(() => emptyBooks(database.connection));

test('opened, unchanged, changed, cleared by the data, reopened: one identity, and an event for each move', async () => {
  await say('left', [bill('A', '100')]);
  await say('right', []);
  await run();
  const [opened] = await exceptions();
  expect(opened).toMatchObject({
    type: 'missing_right',
    state: 'open',
    difference: '100',
    severity: 'material',
  });
  expect((await run()).moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 0 });
  await say('right', [bill('A', '90', { counterparty: null })]);
  expect((await run()).moved).toEqual({ opened: 0, changed: 1, cleared: 0, reopened: 0 });
  await say('right', [bill('A', '100', { counterparty: null })]);
  expect((await run()).moved).toEqual({ opened: 0, changed: 0, cleared: 1, reopened: 0 });
  expect((await exceptions())[0]).toMatchObject({
    state: 'cleared',
    cleared_at: '2026-02-01T09:00:00.000000Z',
  });
  await say('right', []);
  expect((await run()).moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 1 });
  const [reopened] = await exceptions();
  expect(reopened).toMatchObject({
    exception_id: opened.exception_id,
    state: 'open',
    reopened_times: 1,
    cleared_run: null,
  });
  const history = await events();
  expect(history.map((event) => event.kind)).toEqual(['opened', 'changed', 'cleared', 'reopened']);
  expect(history[1].fields).toMatchObject({
    before: { type: 'missing_right', difference: '100' },
    after: { type: 'amount', difference: '10', right_amount: '90' },
  });
  expect(await contradicted(database.connection)).toEqual([]);
});

test('each period has exceptions of its own, and sees nothing dated after its end', async () => {
  await say('left', [bill('A', '10'), bill('B', '20', { date: '2026-02-01' })]);
  await say('right', []);
  expect(await run('2026-01')).toMatchObject({ exceptionCount: 1, cutOff: '2026-01-31' });
  expect(await run('2026-Q1')).toMatchObject({ exceptionCount: 2, cutOff: '2026-03-31' });
  expect(await run()).toMatchObject({ exceptionCount: 2, cutOff: null });
  const found = await exceptions();
  expect(found.map((row) => [row.match_key, row.period])).toEqual([
    ...[
      ['A', ''],
      ['A', '2026-01'],
      ['A', '2026-Q1'],
    ],
    ...[
      ['B', ''],
      ['B', '2026-Q1'],
    ],
  ]);
  expect(new Set(found.map((row) => row.exception_id)).size).toBe(5);
});

test('an unchanged match is stored once, a changed one ends and begins', async () => {
  await say('left', [bill('A', '10'), bill('B', '20')]);
  await say('right', [bill('A', '10'), bill('B', '20')]);
  const first = await run();
  await say('left', [bill('A', '10'), bill('B', '21')]);
  await say('right', [bill('A', '10'), bill('B', '21')]);
  const second = await run();
  const { rows } = await database.connection.pool.query(
    'select match_key, from_run, to_run from matches order by 1, 2',
  );
  expect(rows).toEqual([
    { match_key: 'A', from_run: first.runId, to_run: null },
    { match_key: 'B', from_run: first.runId, to_run: second.runId },
    { match_key: 'B', from_run: second.runId, to_run: null },
  ]);
});

test('the same record key on both sides, without a reference, is two exceptions', async () => {
  await say('left', [bill('X', '10', { reference: null })]);
  await say('right', [bill('X', '10', { reference: '' })]);
  await run();
  const found = await exceptions();
  expect(found.map((row) => [row.match_key, row.type]).sort()).toEqual([
    ['~X', 'missing_left'],
    ['~X', 'missing_right'],
  ]);
  expect(found[0].exception_id).not.toBe(found[1].exception_id);
});
