import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { histories, periods, rules } from './arbitrary.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { stored } from './results.ts';

const database = useDatabase();
const RUNS = Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12);

/** The same history, with the work of each run cut in another way: what each run found, as hash and as rows. */
async function resultsOf(
  [history, ruleSets, period]: [History, readonly Parameters<typeof deskOf>[1][number][], string],
  cut: { isWhole?: boolean; parts?: number },
) {
  const { connection } = database;
  await emptyBooks(connection);
  const found: unknown[] = [];
  for (const [index, step] of history.entries()) {
    for (const side of ['left', 'right'] as const) {
      const said = step[side];
      if (said !== null) await takeSnapshot(connection, side, said);
    }
    if (!step.isRun) continue;
    const ruleSet = ruleSets[index % ruleSets.length] as (typeof ruleSets)[number];
    const { resultHash, moved, totals, passes, exceptionCount, materialCount } = await reconcile(
      deskOf(connection, [ruleSet]),
      PREPARER,
      { reconciliation: ruleSet.reconciliation, period, ...cut },
    );
    const rows = await stored(connection);
    found.push({ resultHash, moved, totals, passes, exceptionCount, materialCount, rows });
    expect(await contradicted(connection)).toEqual([]);
  }
  return found;
}

type History = ReturnType<typeof histories.generate>['value'];

/** Books in which each snapshot changes one record, as another history has it, or leaves it out: most stays untouched. */
const smallChanges = fc
  .tuple(
    histories,
    fc.array(
      fc.record({
        side: fc.constantFrom('left' as const, 'right' as const),
        recordKey: fc.integer({ min: 1, max: 7 }),
        from: histories,
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([[first], changes]): History => {
    let now = { left: first?.left ?? [], right: first?.right ?? [] };
    const steps: History = [{ ...now, isRun: true }];
    for (const { side, recordKey, from } of changes) {
      const key = String(recordKey);
      const others = now[side].filter((record) => record.recordKey !== key);
      const changed = (from[0]?.[side] ?? []).filter((record) => record.recordKey === key);
      now = { ...now, [side]: [...others, ...changed] };
      steps.push({ left: null, right: null, [side]: now[side], isRun: true });
    }
    return steps;
  });

/** Rule changes between the runs as well: each run takes the next of the rule sets. */
const ruleSets = fc
  .array(rules, { minLength: 1, maxLength: 2 })
  .map((sets) => sets.map((set, index) => ({ ...set, hash: String(index + 1).repeat(64) })));
const books = fc.tuple(fc.oneof(histories, { weight: 3, arbitrary: smallChanges }), ruleSets, periods);

test('a run that reads only what was touched finds what a run over everything finds', async () => {
  await fc.assert(
    fc.asyncProperty(books, async (book) => {
      expect(await resultsOf(book, { isWhole: false })).toEqual(await resultsOf(book, { isWhole: true }));
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
}, 300_000);

test('a run that is cut into parts finds what a run in one piece finds', async () => {
  await fc.assert(
    fc.asyncProperty(books, fc.integer({ min: 2, max: 5 }), async (book, parts) => {
      expect(await resultsOf(book, { parts, isWhole: true })).toEqual(
        await resultsOf(book, { isWhole: true }),
      );
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
}, 300_000);
