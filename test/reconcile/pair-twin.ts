import fc from 'fast-check';
import { expect } from 'vitest';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { competingBooks } from './pair-arbitrary.ts';
import { expected, linesOf, type Results, stored } from './results.ts';

export interface Books {
  left: readonly TestRecord[];
  right: readonly TestRecord[];
}

/** Both sides in place, one run, and what it stored. */
export async function runOver(
  connection: Connection,
  books: Books,
  rules: ReconciliationRules,
): Promise<Results> {
  await emptyBooks(connection);
  await takeSnapshot(connection, 'left', books.left);
  await takeSnapshot(connection, 'right', books.right);
  await reconcile(deskOf(connection, [rules]), PREPARER, { reconciliation: rules.reconciliation });
  return stored(connection);
}

export const specified = (books: Books, rules: ReconciliationRules): Results =>
  expected(linesOf(rules, books, '').lines, rules);

/** Over any books, the statements find what the specification finds, and the same again in another physical order. */
export async function assertTwins(
  connection: Connection,
  rules: fc.Arbitrary<ReconciliationRules>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(competingBooks, rules, async (books, ruleSet) => {
      const wanted = specified(books, ruleSet);
      expect(await runOver(connection, books, ruleSet)).toEqual(wanted);
      expect(await contradicted(connection)).toEqual([]);
      const turned = { left: [...books.left].reverse(), right: [...books.right].reverse() };
      expect(await runOver(connection, turned, ruleSet)).toEqual(wanted);
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12) },
  );
}
