import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConservationBroken } from '#core/reconcile/failures.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

const database = useDatabase();
const rules = rulesOf();
const bill = (recordKey: string, amount: string): TestRecord => ({
  ...{ recordKey, reference: recordKey, amount, currency: 'EUR', date: '2026-01-10', counterparty: null },
});
const run = () =>
  reconcile(deskOf(database.connection, [rules]), PREPARER, { reconciliation: rules.reconciliation });

/** Something goes wrong between what is found and what is stored. */
const sabotage = (table: 'matches' | 'exceptions', deed: string) =>
  database.connection.pool.query(`
    create or replace function sabotage() returns trigger language plpgsql as $$ begin ${deed} end $$;
    create trigger sabotage before insert on ${table} for each row execute function sabotage()`);

beforeEach(async () => {
  await emptyBooks(database.connection);
  await takeSnapshot(database.connection, 'left', [bill('A', '10.00'), bill('B', '5.00')]);
  await takeSnapshot(database.connection, 'right', [bill('A', '10.00')]);
});
afterEach(async () => {
  await database.connection.pool.query('drop function if exists sabotage cascade');
});

test.each([
  ['matches', 'new.left_amount := new.left_amount + 0.01; return new;'],
  ['matches', 'return null;'],
  ['matches', 'new.currency := chr(88); return new;'],
  ['exceptions', 'new.left_amount := 0; return new;'],
  ['exceptions', 'new.left_count := 2; return new;'],
  ['exceptions', 'return null;'],
] as const)(
  'a run that stores other %s than it found fails, and nothing of it stays: %s',
  async (table, deed) => {
    await sabotage(table, deed);
    await expect(run()).rejects.toThrow(ConservationBroken);
    for (const stored of [
      'runs',
      'run_totals',
      'matches',
      'exceptions',
      'exception_events',
      'exception_rollups',
      // That the rules came into force before is no part of the run.
      `audit_entries where action = 'reconciliation.run'`,
    ]) {
      const { rows } = await database.connection.pool.query(`select count(*)::int as count from ${stored}`);
      expect(rows[0].count, stored).toBe(0);
    }
  },
);

test('without sabotage the same run stores proof of its sums', async () => {
  const summary = await run();
  const { rows } = await database.connection.pool.query('select * from run_totals order by side');
  expect(rows).toEqual([
    {
      ...{
        run_id: summary.runId,
        side: 'left',
        currency: 'EUR',
        line_count: '2',
        total: '15',
        matched_count: '1',
      },
      ...{ matched: '10', unmatched_count: '1', unmatched: '5.00', explained: '0' },
    },
    {
      ...{
        run_id: summary.runId,
        side: 'right',
        currency: 'EUR',
        line_count: '1',
        total: '10',
        matched_count: '1',
      },
      ...{ matched: '10', unmatched_count: '0', unmatched: '0', explained: '0' },
    },
  ]);
});
