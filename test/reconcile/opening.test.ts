import { beforeEach, expect, test } from 'vitest';
import type { Actor } from '#core/access/actor.ts';
import type { Expression } from '#core/expression/expression.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { exceptionById, runShowing } from '#db/queries/exception-detail-run.ts';
import { allExceptionLines } from '#db/queries/exception-detail-sides.ts';
import { useDatabase } from '#test/support/database.ts';
import { backtest } from '#workflows/backtest.ts';
import { followRun } from '#workflows/follow-up.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { ENTITY, emptyBooks, keyPass, rulesOf, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { records, type Written } from './prove.ts';
import { stored } from './results.ts';

const database = useDatabase();
beforeEach(() => emptyBooks(database.connection));

const old: ReconciliationRules = rulesOf({ reconciliation: 'old', hash: 'a'.repeat(64) });
const young = rulesOf({
  ...{ reconciliation: 'young', hash: 'b'.repeat(64), opening: { date: '2026-01-01', from: 'old' } },
});
const DECEMBER = { date: '2025-12-20' };

/** Left and right records by name, such as `{ a: ['A', '10'] }`: the name is the record key. */
type Side = Readonly<Record<string, Written>>;
const said = (side: Side) =>
  Object.entries(side).map(([recordKey, [reference, amount, over]]) => ({
    ...(records([[reference, amount, over]])[0] as ReturnType<typeof records>[number]),
    recordKey,
  }));
async function books(left: Side, right: Side): Promise<void> {
  await takeSnapshot(database.connection, 'left', said(left));
  await takeSnapshot(database.connection, 'right', said(right));
}
async function run(
  { reconciliation }: ReconciliationRules,
  over: { period?: string; isWhole?: boolean; parts?: number } = {},
  all: readonly ReconciliationRules[] = [old, young],
) {
  const result = await reconcile(deskOf(database.connection, all), PREPARER, { reconciliation, ...over });
  expect(await contradicted(database.connection)).toEqual([]);
  const rows = await stored(database.connection, { reconciliation, period: over.period ?? '' });
  return {
    ...result,
    matched: rows.matches.map(({ key }) => key),
    open: rows.breaks.map(({ key, type, difference }) => [key, type, difference]),
    counts: result.totals.map(({ side, lineCount, total }) => [side, lineCount, total]),
  };
}

test('what was settled before the opening is out of scope, what was open is carried, what has no date is in scope', async () => {
  await books(
    {
      settled: ['A', '10', DECEMBER],
      unpaid: ['B', '20', DECEMBER],
      undated: ['C', '30', { date: null }],
      new: ['D', '40'],
    },
    { paid: ['A', '10', DECEMBER], stray: ['E', '50', DECEMBER] },
  );
  await run(old);
  const first = await run(young);
  expect(first.reasons).toEqual([]);
  expect(first.counts).toEqual([
    ['left', '3', '90'],
    ['right', '1', '50'],
  ]);
  expect(first.open).toEqual([
    ['B', 'missing_right', '20'],
    ['C', 'missing_right', '30'],
    ['D', 'missing_right', '40'],
    ['E', 'missing_left', '-50'],
  ]);
});

test('without an earlier reconciliation nothing is carried, and nothing is missing', async () => {
  const alone = { ...young, opening: { date: '2026-01-01' } };
  await books({ unpaid: ['B', '20', DECEMBER], new: ['D', '40'] }, {});
  const { reasons, open, openingRun } = await run(alone, {}, [old, alone]);
  expect([reasons, open, openingRun]).toEqual([[], [['D', 'missing_right', '40']], null]);
});

test('a carried record is carried as it is now: with its new amount, its new key, or not at all', async () => {
  await books({ amount: ['A', '10', DECEMBER], key: ['B', '20', DECEMBER], gone: ['C', '30', DECEMBER] }, {});
  await run(old);
  await run(young);
  await books({ amount: ['A', '11', DECEMBER], key: ['Z', '20', DECEMBER] }, { paid: ['Z', '20'] });
  const { matched, open, reasons } = await run(young, { isWhole: false });
  expect(matched).toEqual(['Z']);
  expect(open).toEqual([['A', 'missing_right', '11']]);
  expect(reasons).toEqual([]);
});

test('a run before the earlier one ever ran is incomplete, and so is one after an incomplete run', async () => {
  await books({ unpaid: ['B', '20', DECEMBER], new: ['D', '40'] }, {});
  const none = await run(young);
  expect(none.reasons).toEqual([
    { side: 'opening', reconciliation: 'old', reason: 'opening_missing', periods: [''] },
  ]);
  expect([none.status, none.open]).toEqual(['incomplete', [['D', 'missing_right', '40']]]);

  await books({ unpaid: ['B', '20', DECEMBER], unread: ['X', '1', { ...DECEMBER, amount: null }] }, {});
  const { runId } = await run(old);
  const after = await run(young, { isWhole: false });
  expect(after.reasons).toEqual([
    { side: 'opening', reconciliation: 'old', reason: 'opening_incomplete', run: runId },
  ]);
  expect(after.open).toEqual([['B', 'missing_right', '20']]);
});

test('what came, changed or went before the opening since the earlier run is told, not passed over', async () => {
  const left: Side = { a: ['A', '10', DECEMBER], b: ['B', '20', DECEMBER], open: ['C', '1', DECEMBER] };
  const right: Side = { a: ['A', '10', DECEMBER], b: ['B', '20', DECEMBER] };
  await books(left, right);
  const { runId } = await run(old);
  await books({ a: ['A', '12', DECEMBER], open: ['C', '2', DECEMBER], late: ['L', '5', DECEMBER] }, right);
  const behind = await run(young);
  // a changed, b went, late came; what is carried is seen as it is.
  expect(behind.reasons).toEqual([
    { side: 'opening', reconciliation: 'old', reason: 'opening_behind', run: runId, count: 3 },
  ]);
  expect(behind.open).toEqual([['C', 'missing_right', '2']]);
  await run(old);
  const caughtUp = await run(young, { isWhole: false });
  expect(caughtUp.reasons).toEqual([]);
  expect(caughtUp.open).toEqual([
    ['A', 'amount', '2'],
    ['B', 'missing_left', '-20'],
    ['C', 'missing_right', '2'],
    ['L', 'missing_right', '5'],
  ]);
});

test('another run of the earlier reconciliation moves only what is carried otherwise, and a run in parts finds the same', async () => {
  const left: Side = { a: ['A', '10', DECEMBER], b: ['B', '20', DECEMBER], new: ['N', '5'] };
  await books(left, {});
  await run(old);
  const first = await run(young);
  // The earlier rules change: what they tie out is not carried any more, though no record has moved.
  const lax = { ...old, hash: 'c'.repeat(64), passes: [keyPass({ netToZero: true })] };
  await books({ ...left, c: ['C', '7', DECEMBER], d: ['C', '-7', DECEMBER] }, {});
  const strict = await run(old);
  const between = await run(young, { isWhole: false });
  await run(lax, {}, [lax, young]);
  const after = await run(young, { isWhole: false });
  expect(first.open).toHaveLength(3);
  expect(between.open.map(([key]) => key)).toEqual(['A', 'B', 'C', 'N']);
  expect(between.openingRun).toBe(strict.runId);
  expect(after.open.map(([key]) => key)).toEqual(['A', 'B', 'N']);
  expect(after.counts).toEqual([['left', '3', '35']]);
  expect(after.moved).toEqual({ opened: 0, changed: 0, cleared: 1, reopened: 0 });
  for (const cut of [{ isWhole: true }, { isWhole: true, parts: 4 }])
    expect((await run(young, cut)).resultHash).toBe(after.resultHash);
});

test('a chain: each takes up what the one before left open, of its own lines and of those that it took up', async () => {
  const middle = { ...young, reconciliation: 'middle', hash: 'd'.repeat(64) };
  const last = { ...young, hash: 'e'.repeat(64), opening: { date: '2026-02-01', from: 'middle' } };
  const all = [old, middle, last];
  const january = { date: '2026-01-20' };
  await books(
    {
      ...{ a: ['A', '10', DECEMBER], settled: ['B', '20', DECEMBER], paidInJanuary: ['C', '30', DECEMBER] },
      ...{ january: ['D', '40', january], done: ['E', '50', january] },
    },
    { settled: ['B', '20', DECEMBER], paidInJanuary: ['C', '30', january], done: ['E', '50', january] },
  );
  await run(old, { period: '2025-12' }, all);
  const second = await run(middle, { period: '2026-01' }, all);
  expect([second.matched, second.open.map(([key]) => key), second.reasons]).toEqual([
    ['C', 'E'],
    ['A', 'D'],
    [],
  ]);
  const third = await run(last, { period: '2026-02' }, all);
  expect([third.matched, third.open.map(([key]) => key), third.reasons]).toEqual([[], ['A', 'D'], []]);
});

test('a period carries from the one that ends on the day before, whichever of month, quarter and year ran last', async () => {
  await books({ a: ['A', '10', DECEMBER] }, { a: ['A', '10', { date: '2026-01-02' }] });
  for (const period of ['', '2025-11', '2026-01']) await run(old, { period });
  const none = await run(young, { period: '2026-01' });
  expect(none.reasons).toEqual([
    {
      ...{ side: 'opening', reconciliation: 'old', reason: 'opening_missing' },
      periods: ['2025-12', '2025-Q4', '2025'],
    },
  ]);
  await run(old, { period: '2025-12' });
  const year = await run(old, { period: '2025' });
  const { openingRun, matched, reasons } = await run(young, { period: '2026-01' });
  expect([openingRun, matched, reasons]).toEqual([year.runId, ['A'], []]);
});

test('a run of other books is not carried from', async () => {
  const other = { ...old, left: { ...old.left, source: 'elsewhere' } };
  await books({ unpaid: ['B', '20', DECEMBER] }, {});
  await run(other, {}, [other, young]);
  expect((await run(young)).reasons.map(({ reason }) => reason)).toEqual(['opening_missing']);
});

test('what lines were carried can be told of every run, however often the earlier one has run since', async () => {
  const { pool } = database.connection;
  const carried = async () =>
    (
      await pool.query(`
        select r.run_id, array_agg(o.record_key order by o.record_key) filter (where o.record_key is not null) as keys
        from runs r join runs e on e.run_id = r.opening_run left join open_lines o on o.tie_out_id = e.tie_out_id
          and o.from_run <= e.run_id and (o.to_run is null or o.to_run > e.run_id)
        group by 1 order by 1`)
    ).rows.map(({ keys }) => keys);
  await books({ a: ['A', '1', DECEMBER], b: ['B', '2', DECEMBER] }, {});
  await run(old);
  await run(young);
  await books({ a: ['A', '1', DECEMBER], b: ['B', '2', DECEMBER] }, { b: ['B', '2', DECEMBER] });
  await run(old);
  await run(old);
  await run(young);
  await books({ b: ['B', '2', DECEMBER] }, {});
  await run(old);
  await run(young);
  expect(await carried()).toEqual([['a', 'b'], ['a'], ['b']]);
  expect((await pool.query('select count(*)::int as n from open_lines')).rows).toEqual([{ n: 3 }]);
});

const paid: Expression = {
  ...{ kind: 'binary', operator: '!=' },
  ...{ left: { kind: 'name', name: 'amount' }, right: { kind: 'decimal', value: '0' } },
};
const CONTROLLER: Actor = {
  kind: 'person',
  id: 'carl@acme.example',
  grants: [{ entity: ENTITY, role: 'controller' }],
};

test('a backtest carries forward what its run did, and for other rules what they name', async () => {
  await books({ a: ['A', '1', DECEMBER], b: ['B', '2', DECEMBER], n: ['N', '3'] }, {});
  await run(old);
  const first = await run(young);
  await books(
    { a: ['A', '1', DECEMBER], b: ['B', '2', DECEMBER], n: ['N', '3'] },
    { b: ['B', '2', DECEMBER] },
  );
  await run(old);
  await run(young);
  // Numbers are not carried, and the key of the invoices is derived anew: lines are made for the attempt.
  const tried = { ...young, hash: 'f'.repeat(64), left: { ...young.left, label: 'Other' }, holidays: [] };
  const later = { ...tried, opening: { date: '2026-01-01' }, right: { ...young.right, where: paid } };
  const attempt = async (declared: ReconciliationRules) =>
    (
      await backtest(deskOf(database.connection, [old, declared]), CONTROLLER, {
        ...{ reconciliation: 'young', rules: { of: 'declared' }, runs: [first.runId] },
      })
    ).runs[0];
  const same = await attempt(tried);
  expect([same?.isReproduced, same?.identities]).toEqual([
    true,
    { appeared: 0, gone: 0, changed: 0, same: 3 },
  ]);
  const other = await attempt(later);
  expect([other?.isReproduced, other?.identities]).toEqual([
    true,
    { appeared: 0, gone: 2, changed: 0, same: 1 },
  ]);
});

test('an exception shows the lines that the run had in scope, not those that were settled under its key', async () => {
  await books({ settled: ['A', '10', DECEMBER], new: ['A', '4'] }, { settled: ['A', '10', DECEMBER] });
  await run(old, { period: '2025-12' });
  await run(young, { period: '2026-01' });
  const { db, pool } = database.connection;
  const { rows } = await pool.query(`select exception_id from exceptions where reconciliation = 'young'`);
  const exception = await exceptionById(db, rows[0].exception_id);
  const pinned = exception && (await runShowing(db, exception));
  if (!exception || !pinned) throw new Error('there is no such exception');
  const lines: string[] = [];
  for await (const some of allExceptionLines(database.connection, exception, pinned, 'left'))
    lines.push(...some.map(({ recordKey }) => recordKey));
  expect([exception.left_amount, lines]).toEqual(['4', ['new']]);
});

test('a run is followed by those of the reconciliations that carry its open items forward', async () => {
  await books({ a: ['A', '10', DECEMBER] }, {});
  const desk = deskOf(database.connection, [old, young]);
  const { runId } = await run(old);
  const ran = { entity: ENTITY, reconciliation: 'old', period: '', runId };
  expect(await followRun(desk, ran)).toHaveLength(1);
  expect(await followRun(desk, ran)).toEqual([]);
  expect(await followRun(desk, { ...ran, reconciliation: 'young' })).toEqual([]);
  const { rows } = await database.connection.pool.query(`select payload from jobs where kind = 'reconcile'`);
  expect(rows).toEqual([{ payload: { reconciliation: 'young' } }]);
});
