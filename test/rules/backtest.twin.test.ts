import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionHash } from '#core/contract/definition-hash.ts';
import { add, decimal, ZERO } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { type ComparedRun, compareMatches } from '#core/reconcile/backtest.ts';
import { reconcile as specification } from '#core/reconcile/reconcile.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { histories, periods, rules } from '#test/reconcile/arbitrary.ts';
import { emptyBooks, type TestRecord, takeSnapshot } from '#test/reconcile/books.ts';
import { deskOf, PREPARER } from '#test/reconcile/desk.ts';
import { linesOf } from '#test/reconcile/results.ts';
import { useDatabase } from '#test/support/database.ts';
import { backtest } from '#workflows/backtest.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { everythingStored } from './stored.ts';

const database = useDatabase();

const hashed = (ruleSet: ReconciliationRules): ReconciliationRules => {
  const { hash: _, ...rest } = ruleSet;
  return { ...rest, hash: definitionHash(rest) };
};

test('over any books and two rule sets, a backtest finds what runs find, and stores nothing', async () => {
  await fc.assert(
    fc.asyncProperty(histories, rules, rules, periods, async (history, one, other, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      const [before, after] = [hashed(one), hashed(other)];
      const input = { reconciliation: before.reconciliation, period };
      const books: { left: readonly TestRecord[]; right: readonly TestRecord[] } = { left: [], right: [] };
      for (const step of history) {
        for (const side of ['left', 'right'] as const) {
          const said = step[side];
          if (said === null) continue;
          books[side] = said;
          await takeSnapshot(connection, side, said);
        }
      }
      const ran = await reconcile(deskOf(connection, [before]), PREPARER, input);
      const stored = await everythingStored(connection);

      const desk = deskOf(connection, [after]);
      const report = await backtest(desk, PREPARER, { ...input, rules: { of: 'declared' } });
      const [compared] = report.runs;
      expect(report.runs.map(({ runId }) => runId)).toEqual([ran.runId]);
      expect(compared?.isReproduced).toBe(true);
      expect(summary(compared as ComparedRun)).toEqual(specified(books, before, after, period));

      const { audit_entries: log, ...rest } = await everythingStored(connection);
      const { audit_entries: logBefore, ...restBefore } = stored;
      expect(rest).toEqual(restBefore);
      expect(Number(log?.split(' ')[0])).toBe(Number(logBefore?.split(' ')[0]) + 1);

      const actual = await reconcile(desk, PREPARER, input);
      expect(compared?.resultHash.after).toBe(actual.resultHash);
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12) },
  );
}, 300_000);

function summary({ matches, exceptions, material }: ComparedRun) {
  return {
    matches,
    exceptions: exceptions
      .map(({ type, currency, before, after }) => [type, currency, ...[before, after].map(sum)].join(' '))
      .sort(),
    material: [material.before, material.after],
  };
}

const sum = ({ count, difference }: { count: number; difference: string }) =>
  `${count} ${toText(decimal(difference))}`;

/** The same from the specification. */
function specified(
  books: { left: readonly TestRecord[]; right: readonly TestRecord[] },
  before: ReconciliationRules,
  after: ReconciliationRules,
  period: string,
) {
  const found = [before, after].map((ruleSet) =>
    specification(linesOf(ruleSet, books, period).lines, ruleSet),
  );
  const [old, changed] = found as [(typeof found)[number], (typeof found)[number]];
  const sums = new Map<string, { counts: [number, number]; sums: [typeof ZERO, typeof ZERO] }>();
  for (const [at, { breaks }] of found.entries()) {
    for (const { type, currency, difference } of breaks) {
      const entry = sums.get(`${type} ${currency}`) ?? { counts: [0, 0], sums: [ZERO, ZERO] };
      entry.counts[at as 0 | 1] += 1;
      entry.sums[at as 0 | 1] = add(entry.sums[at as 0 | 1], difference);
      sums.set(`${type} ${currency}`, entry);
    }
  }
  return {
    matches: compareMatches(
      old.matches.map(({ lines }) => lines),
      changed.matches.map(({ lines }) => lines),
    ),
    exceptions: [...sums]
      .map(
        ([
          name,
          {
            counts,
            sums: [b, a],
          },
        ]) => `${name} ${counts[0]} ${toText(b)} ${counts[1]} ${toText(a)}`,
      )
      .sort(),
    material: found.map(({ breaks }) => breaks.filter(({ severity }) => severity === 'material').length),
  };
}
