import { expect } from 'vitest';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Connection } from '#db/connection.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { expected, linesOf, type Results, stored } from './results.ts';

export interface Books {
  left: readonly TestRecord[];
  right: readonly TestRecord[];
}

/** A record of 10 January in euros, but for what is said otherwise; its key is its place in the list. */
export type Written = [reference: string | null, amount: string, over?: Partial<TestRecord>];
export const records = (written: readonly Written[]): TestRecord[] =>
  written.map(([reference, amount, over], index) => ({
    ...{ recordKey: String(index), reference, amount, currency: 'EUR' },
    ...{ date: '2026-01-10', counterparty: null, ...over },
  }));

/** Runs over emptied books, and holds what is stored against the specification and the invariants. */
export async function proven(connection: Connection, books: Books, rules: ReconciliationRules) {
  await emptyBooks(connection);
  return provenNext(connection, books, rules);
}

/** Runs over the books as the next snapshot of both sides. */
export async function provenNext(
  connection: Connection,
  books: Books,
  rules: ReconciliationRules,
): Promise<Results & { runId: string }> {
  for (const side of ['left', 'right'] as const) await takeSnapshot(connection, side, books[side]);
  const { runId } = await reconcile(deskOf(connection, [rules]), PREPARER, {
    reconciliation: rules.reconciliation,
  });
  const found = await stored(connection);
  expect(found).toEqual(expected(linesOf(rules, books, '').lines, rules));
  expect(await contradicted(connection)).toEqual([]);
  return { ...found, runId };
}
