import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { CASES } from './cases.ts';
import { deskOf, PREPARER } from './desk.ts';
import { linesOf, expected as specified, stored } from './results.ts';

const database = useDatabase();

test.each(CASES)('$name', async ({ left, right, rules, expected }) => {
  const { connection } = database;
  await emptyBooks(connection);
  await takeSnapshot(connection, 'left', left);
  await takeSnapshot(connection, 'right', right);
  await reconcile(deskOf(connection, [rules]), PREPARER, { reconciliation: rules.reconciliation });
  const found = await stored(connection);
  expect(found.breaks.map((row) => row.type).sort()).toEqual(expected);
  expect(found).toEqual(specified(linesOf(rules, { left, right }, '').lines, rules));
});
