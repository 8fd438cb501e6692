import fc from 'fast-check';
import type { Line } from '#core/reconcile/line.ts';
import { histories } from '../reconcile/arbitrary.ts';

/** Whom somebody names: lines by their place among those there are; now and then what is not there, or one thing twice. */
const picks = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(fc.nat(13), { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom('8', '1 1', '1\0', 'é').map((texts) => texts.split(' ')) },
);

const hand = fc.record({
  picks,
  reason: fc.constantFrom(undefined, 'fx', 'fx', 'fee', 'fee', 'timing', 'write_off', 'other', 'because'),
  note: fc.constantFrom('seen', 'seen', 'seen', 'seen', undefined, ' '),
});
export type HandStep = typeof hand extends fc.Arbitrary<infer T> ? T : never;

/** The record keys of each side that a step names, of the lines that there are. */
export function namedBy({ picks }: HandStep, known: readonly Line[]): { left: string[]; right: string[] } {
  const places: readonly (string | number)[] = picks;
  const lines = places.flatMap((place) => (typeof place === 'number' ? (known[place] ?? []) : []));
  const keys = (side: string) => lines.filter((line) => line.side === side).map(({ recordKey }) => recordKey);
  const strangers = places.filter((place) => typeof place === 'string');
  return { left: [...keys('left'), ...strangers], right: keys('right') };
}

/** What happens between two runs: people match, and undo the match of a place in the list of those in force. */
const between = fc.record({
  made: fc.array(hand, { minLength: 1, maxLength: 6 }),
  undone: fc.array(fc.nat(7), { maxLength: 2 }),
});

/** In each, people act on books as they are, and a run follows before and after the books move on. */
export const handHistories = fc
  .tuple(histories, fc.array(between, { minLength: 5, maxLength: 5 }))
  .map(([snapshots, hands]) =>
    snapshots.slice(0, 3).flatMap((snapshot, index) => [
      { ...snapshot, made: [], undone: [], isRun: snapshot.isRun },
      { left: null, right: null, ...(hands[index] as (typeof hands)[0]), isRun: true },
    ]),
  );
