import { beforeEach, expect, test } from 'vitest';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { runReconciliation } from '#db/queries/reconcile.ts';
import { inTransaction } from '#db/transaction.ts';
import { useDatabase } from '#test/support/database.ts';
import { projectSide } from '#workflows/project-side.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { ENTITY, emptyBooks, keyPass, rulesOf, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { records } from './prove.ts';
import { RATES, takeRates } from './rate-books.ts';

const database = useDatabase();
const rules: ReconciliationRules = rulesOf({
  passes: [
    keyPass(),
    {
      ...{ name: 'by-rate', type: 'fx', on: [{ left: 'number', right: 'reference' }], cardinality: '1:1' },
      ...{ rates: RATES, date: 'left', maxAgeDays: 3, rounding: 'half_up' },
    },
  ],
  explain: [{ name: 'in-transit', class: 'timing', side: 'left', withinDays: 5 }],
});

beforeEach(async () => {
  const { connection } = database;
  await emptyBooks(connection);
  await takeSnapshot(
    connection,
    'left',
    records([
      ['A', '100', { currency: 'USD' }],
      ['B', '10', { date: '2026-01-30' }],
    ]),
  );
  await takeSnapshot(connection, 'right', records([['A', '90']]));
});

const desk = (over: { now?: string; freshnessHours?: number } = {}) => {
  const { now = '2026-02-01T09:00:00Z', ...rest } = over;
  const context = deskOf(database.connection, [rules], { ...rest, now: () => new Date(now) });
  const [left, right] = context.workspace.sources;
  const sources = [left, right, { ...left, source: RATES }] as typeof context.workspace.sources;
  return { ...context, workspace: { ...context.workspace, sources } };
};
const run = (over: Parameters<typeof desk>[0] = {}) =>
  reconcile(desk(over), PREPARER, { reconciliation: rules.reconciliation });

/** What a run over these pins finds, whenever it is made. */
async function hashAt(fxPins: Record<string, number>, asOfDay: string): Promise<string> {
  const context = desk();
  const [left, right] = [
    await projectSide(context, rules, 'left'),
    await projectSide(context, rules, 'right'),
  ];
  const pin = ({ projectionId, streamId, coveredSnapshot }: typeof left) => ({
    ...{ projectionId, streamId, snapshot: coveredSnapshot },
  });
  return inTransaction(database.connection, async (trx) => {
    const { resultHash } = await runReconciliation(trx, {
      ...{ rules, period: '', left: pin(left), right: pin(right), fxPins, asOfDay },
      freshnessHours: { left: undefined, right: undefined },
      ...{ now: () => new Date('2030-01-01T00:00:00Z'), traceId: crypto.randomUUID(), actor: 'test' },
      progress: () => {},
    });
    return resultHash;
  });
}

test('rates that came in later change nothing of a run over the earlier pins', async () => {
  const { connection } = database;
  await takeRates(connection, [['2026-01-10', 'USD', 'EUR', '0.9']]);
  const first = await run();
  expect(first).toMatchObject({ matchCount: 1, fxPins: { [RATES]: 1 }, asOfDay: '2026-02-01' });
  await takeRates(connection, [['2026-01-10', 'USD', 'EUR', '0.8']]);
  const second = await run();
  expect(second).toMatchObject({ matchCount: 0, fxPins: { [RATES]: 2 } });
  expect(second.resultHash).not.toBe(first.resultHash);
  expect(await hashAt({ [RATES]: 1 }, '2026-02-01')).toBe(first.resultHash);
  expect(await hashAt({ [RATES]: 2 }, '2026-02-01')).toBe(second.resultHash);
  const { rows } = await connection.pool.query(
    'select fx_pins, as_of_day from runs where run_id in ($1, $2) order by run_id',
    [first.runId, second.runId],
  );
  expect(rows).toEqual([
    { fx_pins: { [RATES]: 1 }, as_of_day: '2026-02-01' },
    { fx_pins: { [RATES]: 2 }, as_of_day: '2026-02-01' },
  ]);
  const audit = await connection.pool.query('select detail from audit_entries where subject = $1', [
    `run:${second.runId}`,
  ]);
  expect(audit.rows.map(({ detail }) => JSON.parse(detail))).toMatchObject([
    { fx_pins: { [RATES]: 2 }, as_of_day: '2026-02-01' },
  ]);
});

test('what was in transit no longer is when days have passed, and still is as of then', async () => {
  await takeRates(database.connection, [['2026-01-10', 'USD', 'EUR', '0.9']]);
  const cause = async () =>
    (await database.connection.pool.query(`select cause from exceptions where match_key = 'B'`)).rows[0]
      .cause;
  const first = await run();
  expect(await cause()).toBe('in-transit');
  const later = await run({ now: '2026-02-05T09:00:00Z' });
  expect(await cause()).toBe(null);
  expect(later.moved.changed).toBe(1);
  expect(later.resultHash).not.toBe(first.resultHash);
  expect(await hashAt({ [RATES]: 1 }, '2026-02-01')).toBe(first.resultHash);
});

test('without rates, with late ones or with incomplete ones, a run is incomplete and says so', async () => {
  const { connection } = database;
  const reasons = async (over: Parameters<typeof desk>[0] = {}) =>
    (await run(over)).reasons.filter(({ side }) => side === 'rates');
  expect((await run()).withoutRate).toBe(1);
  const rates = { side: 'rates', source: RATES, dataset: 'fx_rates' };
  expect(await reasons()).toEqual([{ ...rates, reason: 'no_snapshot' }]);
  expect(
    (await connection.pool.query(`select type, class, cause from exceptions where match_key = 'A'`)).rows,
  ).toEqual([{ type: 'currency', class: 'unexplained', cause: 'rate_missing' }]);
  await takeRates(connection, [['2026-01-10', 'USD', 'EUR', '0.9']], { completeness: 'incomplete' });
  expect(await reasons()).toEqual([{ ...rates, reason: 'snapshot_incomplete', snapshot: 1, causes: [] }]);
  await takeRates(connection, [['2026-01-10', 'USD', 'EUR', '0.9']]);
  expect(await reasons()).toEqual([]);
  expect(await reasons({ freshnessHours: 2 })).toMatchObject([{ ...rates, reason: 'late', snapshot: 2 }]);
  await connection.pool.query(
    `with raw as (insert into raw_objects (entity, source, sha256, name, size_bytes, received_at, received_by)
       values ($1, $2, 'x', 'x.csv', 0, now(), 'x') returning raw_id)
     insert into rejected_deliveries (entity, source, dataset, contract, file, raw_id, problem, at, actor, trace_id)
     select $1, $2, 'fx_rates', 'bank.rates', 'x.csv', raw_id, '{}', now(), 'x', gen_random_uuid() from raw`,
    [ENTITY, RATES],
  );
  expect(await reasons()).toEqual([{ ...rates, reason: 'rejected_delivery', count: 1 }]);
});
