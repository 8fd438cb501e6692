import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { projectSide } from '#workflows/project-side.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

const database = useDatabase();
const rules = rulesOf();
const bill = (recordKey: string, reference: string, amount: string): TestRecord => ({
  ...{ recordKey, reference, amount, currency: 'EUR', date: '2026-01-10', counterparty: null },
});
const input = { reconciliation: rules.reconciliation };

beforeEach(async () => {
  await emptyBooks(database.connection);
  await takeSnapshot(database.connection, 'left', [bill('i', 'A', '10')]);
  await takeSnapshot(database.connection, 'right', [bill('p', 'A', '10')]);
});

test('a snapshot that comes in during a run waits for it, and changes nothing in it', async () => {
  const desk = deskOf(database.connection, [rules]);
  const state = { projected: false };
  let projecting: Promise<unknown> | undefined;
  const during = {
    ...desk,
    progress: ({ step }: { step: string }) => {
      if (step !== 'matching') return;
      projecting = takeSnapshot(database.connection, 'right', [bill('p', 'A', '10'), bill('q', 'A', '10')])
        .then(() => projectSide(desk, rules, 'right'))
        .then(() => {
          state.projected = true;
        });
    },
  };
  const summary = await reconcile(during, PREPARER, input);
  expect(summary).toMatchObject({ matchCount: 1, exceptionCount: 0, snapshots: { left: 1, right: 1 } });
  await projecting;
  expect(state.projected).toBe(true);
  expect(await reconcile(desk, PREPARER, input)).toMatchObject({ matchCount: 0, exceptionCount: 1 });
});

test('runs of one tie-out follow each other, however many are asked for at once', async () => {
  const desk = deskOf(database.connection, [rules]);
  const summaries = await Promise.all(Array.from({ length: 6 }, () => reconcile(desk, PREPARER, input)));
  expect(new Set(summaries.map(({ resultHash }) => resultHash)).size).toBe(1);
  const { rows } = await database.connection.pool.query(
    'select (select count(*)::int from runs) as runs, (select count(*)::int from matches) as matches',
  );
  expect(rows).toEqual([{ runs: 6, matches: 1 }]);
});
