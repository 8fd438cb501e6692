import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { fxHistories, fxRules } from './fx-arbitrary.ts';
import { contradicted } from './invariants.ts';
import { factsOf, type TestQuote, takeRates } from './rate-books.ts';
import { expected, linesOf, stored } from './results.ts';

const database = useDatabase();

/** An instant, and the day that it falls on in Berlin. */
const instants = fc.constantFrom(
  ['2026-02-01T09:00:00Z', '2026-02-01'],
  ['2026-02-03T22:59:59Z', '2026-02-03'],
  ['2026-02-03T23:00:00Z', '2026-02-04'],
);
const periods = fc.constantFrom('', '2026-01', '2026-01', '2026-Q1');

test('over any rates, rules and days, the statements find what the specification finds', async () => {
  let compared = { tied: 0, split: 0, problems: 0, next: 0, rules: 0 };
  await fc.assert(
    fc.asyncProperty(
      fxHistories,
      fxRules,
      periods,
      instants,
      async (history, rules, period, [now, asOfDay]) => {
        const { connection } = database;
        await emptyBooks(connection);
        const desk = deskOf(connection, [rules], { now: () => new Date(now as string) });
        const input = { reconciliation: rules.reconciliation, period };
        let quotes: TestQuote[] = [];
        for (const step of history) {
          const { books } = step;
          await takeSnapshot(connection, 'left', books.left);
          await takeSnapshot(connection, 'right', books.right);
          if (step.quotes !== null) {
            quotes = step.quotes;
            await takeRates(connection, quotes);
          }
          // Where the last run can be stood on, this one reads the touched keys only.
          const summary = await reconcile(desk, PREPARER, { ...input, isWhole: false });
          const facts = factsOf(rules, books, period, { quotes, asOfDay: asOfDay as string });
          const found = await stored(connection);
          expect(found).toEqual(expected(linesOf(rules, books, period).lines, rules, facts));
          expect(await contradicted(connection)).toEqual([]);
          const again = await reconcile(desk, PREPARER, input);
          expect(again.resultHash).toBe(summary.resultHash);
          expect(again.moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 0 });
          compared = {
            tied: compared.tied + found.matches.filter((row) => row.right_currency !== null).length,
            split: compared.split + found.breaks.filter((row) => row.fx).length,
            problems:
              compared.problems + found.breaks.filter((row) => row.type === 'currency' && row.cause).length,
            next: compared.next + found.breaks.filter((row) => /next|cut/.test(String(row.cause))).length,
            rules: compared.rules + found.breaks.filter((row) => row.cause === 'charges').length,
          };
        }
      },
    ),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 25), endOnFailure: true },
  );
  // A property over books in which nothing of the kind ever happens would prove nothing.
  for (const [kind, count] of Object.entries(compared)) expect(count, kind).toBeGreaterThan(0);
}, 600_000);
