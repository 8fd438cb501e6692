import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openingLines, openLines } from '#core/reconcile/opening.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { reconcile as specification } from '#core/reconcile/reconcile.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { histories, rules } from './arbitrary.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { factsOf } from './rate-books.ts';
import { expected, linesOf, stored } from './results.ts';

const database = useDatabase();
const RUNS = Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12);
const NAMES = ['first', 'second', 'third'] as const;
type Name = (typeof NAMES)[number];
type Books = Parameters<typeof linesOf>[1];

/** Three reconciliations of the same books; the first may begin somewhere, the others carry forward from the one before. */
const chains = fc
  .tuple(rules, rules, rules, fc.option(fc.constantFrom('2025-12-31', '2026-01-01', '2026-01-03')))
  .map(
    ([a, b, c, begins]): Record<Name, ReconciliationRules> => ({
      first: {
        ...{ ...a, reconciliation: 'first', hash: '1'.repeat(64) },
        ...(begins && { opening: { date: begins } }),
      },
      second: {
        ...b,
        reconciliation: 'second',
        hash: '2'.repeat(64),
        opening: { date: '2026-01-05', from: 'first' },
      },
      third: {
        ...c,
        reconciliation: 'third',
        hash: '3'.repeat(64),
        opening: { date: '2026-02-01', from: 'second' },
      },
    }),
  );

/** After each snapshot some of the three run, in any order; what a run carries forward is what it finds then. */
const orders = fc.array(fc.shuffledSubarray([...NAMES], { minLength: 1 }), { minLength: 5, maxLength: 5 });
const cuts = fc.constantFrom({}, { isWhole: false }, { isWhole: true }, { parts: 3, isWhole: true });
/** Of the three. The first one's month ends on the day before the third begins. */
const periods = fc.constantFrom(
  { first: '', second: '', third: '' },
  { first: '', second: '', third: '' },
  { first: '2026-01', second: '2026-01', third: '2026-Q1' },
);

test('over any histories of chained reconciliations, the statements find what the specification finds', async () => {
  const { connection } = database;
  await fc.assert(
    fc.asyncProperty(histories, chains, orders, cuts, periods, async (history, chain, order, cut, period) => {
      await emptyBooks(connection);
      const desk = deskOf(connection, Object.values(chain));
      const now: { left: Books['left']; right: Books['right'] } = { left: [], right: [] };
      /** What each left open in its last run; absent before it has run. */
      const left = new Map<Name, ReadonlySet<string>>();
      for (const [index, step] of history.entries()) {
        for (const side of ['left', 'right'] as const) {
          const said = step[side];
          if (said === null) continue;
          now[side] = said;
          await takeSnapshot(connection, side, said);
        }
        for (const name of order[index] ?? []) {
          const ruleSet = chain[name];
          const before = NAMES[NAMES.indexOf(name) - 1];
          // A month is carried into the month that begins after it, and 5 January is not the first of one.
          const carries = before && (period[name] === '' || name === 'third');
          const carried = (carries && left.get(before)) || new Set<string>();
          const known = linesOf(ruleSet, now, '').lines;
          const begun = openingLines(known, ruleSet, carried);
          const end = periodEnd(period[name]);
          const isLater = ({ date }: { date: string | null }) => end !== null && date !== null && date > end;
          const lines = begun.filter((line) => !isLater(line));
          const facts = {
            ...factsOf(ruleSet, now, period[name], { quotes: [], asOfDay: '2026-02-01' }),
            later: begun.filter(isLater),
          };
          const run = await reconcile(desk, PREPARER, {
            ...{ reconciliation: name, period: period[name], ...cut },
          });
          const rows = await stored(connection, { reconciliation: name, period: period[name] });
          expect(rows).toEqual(expected(lines, ruleSet, facts));
          expect(await contradicted(connection)).toEqual([]);
          const missing = run.reasons.some(({ reason }) => reason === 'opening_missing');
          expect(missing).toBe(before !== undefined && !(carries && left.has(before)));
          const again = await reconcile(desk, PREPARER, {
            ...{ reconciliation: name, period: period[name], isWhole: true },
          });
          expect([again.resultHash, again.totals]).toEqual([run.resultHash, run.totals]);
          left.set(name, openLines(lines, specification(lines, ruleSet, undefined, facts)));
        }
      }
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
}, 600_000);
