import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '#core/failure/failure.ts';
import { toText } from '#core/money/format.ts';
import type { Line } from '#core/reconcile/line.ts';
import { ManualLineTaken, ManualLineUnknown } from '#core/reconcile/manual-failures.ts';
import { checkNamedLines, type ManualMatch, settle } from '#core/reconcile/manual-match.ts';
import type { ByHand, MovedMember, ReopenedMatch } from '#core/reconcile/manual-pass.ts';
import { reconcile as specification } from '#core/reconcile/reconcile.ts';
import type { LineValue, ReopenedByHand } from '#db/queries/manual-reopen.ts';
import { useDatabase } from '#test/support/database.ts';
import { makeMatch } from '#workflows/make-match.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { undoMatch } from '#workflows/undo-match.ts';
import { rules } from '../reconcile/arbitrary.ts';
import { emptyBooks, type TestRecord, takeSnapshot } from '../reconcile/books.ts';
import { deskOf, PREPARER } from '../reconcile/desk.ts';
import { contradicted } from '../reconcile/invariants.ts';
import { factsOf } from '../reconcile/rate-books.ts';
import { expected, linesOf, stored } from '../reconcile/results.ts';
import { type HandStep, handHistories, namedBy } from './arbitrary.ts';
import { contradictedByHand, emptyHands } from './invariants.ts';

const database = useDatabase();
const RUNS = Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12);
/** The last one ends before every dated line: there, a match often does not apply. */
const periods = fc.constantFrom('', '', '2026-01', '2025');

test('over any history of books, matches, undoings and runs, the statements do what the specification does', async () => {
  const seen = { made: 0, applied: 0, reopened: 0, undone: 0, waiting: 0 };
  await fc.assert(
    fc.asyncProperty(handHistories, rules, periods, async (history, ruleSet, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      await emptyHands(connection);
      const desk = deskOf(connection, [ruleSet]);
      const { reconciliation } = ruleSet;
      const books: { left: readonly TestRecord[]; right: readonly TestRecord[] } = { left: [], right: [] };
      let inForce: ManualMatch[] = [];
      for (const step of history) {
        for (const side of ['left', 'right'] as const) {
          if (step[side] === null) continue;
          books[side] = step[side];
          await takeSnapshot(connection, side, step[side]);
        }
        const { lines: known } = linesOf(ruleSet, books, '');
        for (const hand of step.made) {
          const wanted = makeAsSpecified(hand, known, inForce, reconciliation);
          const { reason, note } = hand;
          const input = { reconciliation, ...namedBy(hand, known), reason, note };
          const got = await outcome(makeMatch(desk, PREPARER, input));
          if (wanted instanceof Failure) {
            expect(got).toBeInstanceOf(wanted.constructor);
            continue;
          }
          if (got instanceof Error) throw got;
          seen.made += 1;
          inForce.push({ ...wanted, id: got.match.matchId });
          expect(got.match.explained ?? {}).toEqual(texts(wanted));
        }
        for (const place of step.undone) {
          const match = inForce[place % Math.max(inForce.length, 1)];
          if (!match) continue;
          await undoMatch(desk, PREPARER, { matchId: match.id, note: 'wrong' });
          inForce = inForce.filter((one) => one !== match);
          seen.undone += 1;
        }
        if (!step.isRun) continue;
        const { lines } = linesOf(ruleSet, books, period);
        const facts = factsOf(ruleSet, books, period, { quotes: [], asOfDay: '2026-02-01' });
        const byHand: ByHand = { matches: inForce, known };
        const summary = await reconcile(desk, PREPARER, { reconciliation, period });
        expect(await stored(connection)).toEqual(expected(lines, ruleSet, facts, byHand));
        const { reopened, matches } = specification(lines, ruleSet, byHand, facts);
        expect(summary.reopenedByHand.map(storedText).sort()).toEqual(reopened.map(reopenedText).sort());
        const applied = matches.filter(({ pass }) => pass === 0).length;
        seen.applied += applied;
        seen.reopened += reopened.length;
        seen.waiting += inForce.length - applied - reopened.length;
        inForce = inForce.filter(({ id }) => !reopened.some((one) => one.id === id));
        expect(await contradicted(connection)).toEqual([]);
        expect(await contradictedByHand(connection)).toEqual([]);
        const again = await reconcile(desk, PREPARER, { reconciliation, period });
        expect(again.resultHash).toBe(summary.resultHash);
        expect(again.manualHash).toBe(summary.manualHash);
        expect(again.moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 0 });
      }
    }),
    { numRuns: RUNS },
  );
  // Histories in which one of these never comes up would prove little; few of them may miss one by chance.
  if (RUNS >= 40) for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
}, 600_000);

/** What making a match comes to, from the specification alone; its id is not known yet. */
function makeAsSpecified(
  hand: HandStep,
  known: readonly Line[],
  inForce: readonly ManualMatch[],
  reconciliation: string,
): Omit<ManualMatch, 'id'> | Failure {
  try {
    const named = namedBy(hand, known);
    checkNamedLines(named);
    const lines = known.filter(({ side, recordKey }) => named[side].includes(recordKey));
    if (lines.length < named.left.length + named.right.length)
      return new ManualLineUnknown(reconciliation, []);
    const isTaken = lines.some(({ side, recordKey }) =>
      inForce.some(({ members }) => members.some((it) => it.side === side && it.recordKey === recordKey)),
    );
    if (isTaken) return new ManualLineTaken([]);
    const { explained } = settle(lines, hand);
    const members = lines.map(({ side, recordKey, amount, currency, date }) => ({
      ...{ side, recordKey, amount, currency, date },
    }));
    return { members, explained };
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function outcome<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    return error as Error;
  }
}

const texts = ({ explained }: Omit<ManualMatch, 'id'>) =>
  Object.fromEntries(Object.entries(explained).map(([name, amount]) => [name, toText(amount)]));

const storedText = ({ matchId, moved }: ReopenedByHand): string =>
  JSON.stringify([
    matchId,
    moved.map((it) => [it.side, it.record_key, plain(it.before), plain(it.after)]).sort(),
  ]);

const reopenedText = ({ id, moved }: ReopenedMatch): string =>
  JSON.stringify([
    id,
    moved.map(({ side, recordKey, before, after }) => [side, recordKey, said(before), said(after)]).sort(),
  ]);

const plain = (value: LineValue | null) => value && [value.amount, value.currency, value.date];
const said = (value: MovedMember['after']) => value && [toText(value.amount), value.currency, value.date];
