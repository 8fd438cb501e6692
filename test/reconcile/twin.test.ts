import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, ZERO } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { histories, periods, rules } from './arbitrary.ts';
import { emptyBooks, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { factsOf } from './rate-books.ts';
import { expected, linesOf, stored } from './results.ts';

const database = useDatabase();

test('over any history, the statements find what the specification finds, and the same again', async () => {
  await fc.assert(
    fc.asyncProperty(histories, rules, periods, async (history, ruleSet, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      const desk = deskOf(connection, [ruleSet]);
      const input = { reconciliation: ruleSet.reconciliation, period };
      const books: { left: readonly TestRecord[]; right: readonly TestRecord[] } = { left: [], right: [] };
      const taken = { left: 0, right: 0 };
      for (const step of history) {
        for (const side of ['left', 'right'] as const) {
          const said = step[side];
          if (said === null) continue;
          books[side] = said;
          taken[side] = await takeSnapshot(connection, side, said);
        }
        if (!step.isRun) continue;
        const { lines, unreadable } = linesOf(ruleSet, books, period);
        const facts = factsOf(ruleSet, books, period, { quotes: [], asOfDay: '2026-02-01' });
        const summary = await reconcile(desk, PREPARER, input);
        expect(await stored(connection)).toEqual(expected(lines, ruleSet, facts));
        expect(
          summary.totals.map(({ side, currency, total }) => [side, currency, toText(decimal(total))]),
        ).toEqual(totals(lines));
        expect(
          summary.reasons.flatMap((reason) => (reason.reason === 'no_snapshot' ? [reason.side] : [])),
        ).toEqual((['left', 'right'] as const).filter((side) => taken[side] === 0));
        expect(
          summary.reasons.reduce((sum, it) => sum + (it.reason === 'unreadable_lines' ? it.count : 0), 0),
        ).toBe(unreadable.length);
        expect(await contradicted(connection)).toEqual([]);
        const again = await reconcile(desk, PREPARER, input);
        expect(again.resultHash).toBe(summary.resultHash);
        expect(again.moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 0 });
      }
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 25) },
  );
}, 300_000);

/** Sum per side and currency, in the order of the summary. */
function totals(lines: readonly Line[]): string[][] {
  const sums = new Map<string, ReturnType<typeof decimal>>();
  for (const { side, currency, amount } of lines) {
    const key = `${side} ${currency}`;
    sums.set(key, add(sums.get(key) ?? ZERO, amount));
  }
  return [...sums.keys()].sort().map((key) => [...key.split(' '), toText(sums.get(key) ?? ZERO)]);
}
