import { compareCodePoints } from '../expression/text.ts';
import { compare, type Decimal } from '../money/decimal.ts';
import type { Line } from './line.ts';
import { score } from './score.ts';
import type { ScoreParts, Suggestion } from './tied.ts';

/** A left and a right line that might belong together. */
export interface Pair {
  left: Line;
  right: Line;
  parts: ScoreParts;
  score: Decimal;
}

export const pairOf = (left: Line, right: Line, parts: ScoreParts): Pair => ({
  ...{ left, right, parts },
  score: score(parts),
});

/** How many pairs each line suggests: the best one, and the one that it would take instead. */
export const PAIRS_SUGGESTED = 2;

/**
 * What is suggested where pairs compete for lines: of the pairs that each line has to choose from, its best two. A pair that
 * both of its lines choose is one suggestion. Its runner-up is the best other one that wants a line of it.
 */
export function suggestPairs(
  choices: Iterable<readonly Pair[]>,
  pass: number,
  describe: (pair: Pair) => Pick<Suggestion, 'label' | 'alternatives'>,
): Suggestion[] {
  const chosen = new Set<Pair>();
  for (const pairs of choices)
    for (const pair of [...pairs].sort(byScore).slice(0, PAIRS_SUGGESTED)) chosen.add(pair);
  const ordered = [...chosen].sort(byScore).map(
    (pair): Suggestion => ({
      ...{ pass, currency: pair.left.currency, score: pair.score, parts: pair.parts },
      ...{ left: [pair.left], right: [pair.right], runnerUp: null },
      ...describe(pair),
    }),
  );
  for (const one of ordered)
    one.runnerUp =
      ordered.find(
        (other) => other !== one && (other.left[0] === one.left[0] || other.right[0] === one.right[0]),
      ) ?? null;
  return ordered;
}

/** The better pair first. Of equal ones, the earlier left date, right date, left and right record key; no date comes last. */
function byScore(a: Pair, b: Pair): number {
  return (
    compare(b.score, a.score) ||
    byDate(a.left, b.left) ||
    byDate(a.right, b.right) ||
    compareCodePoints(a.left.recordKey, b.left.recordKey) ||
    compareCodePoints(a.right.recordKey, b.right.recordKey)
  );
}

function byDate({ date: a }: Line, { date: b }: Line): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
