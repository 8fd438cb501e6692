import { add, decimal, subtract, ZERO } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { SideName } from './line.ts';

/** One side in one currency; counts and amounts as decimal text, so that they cross JSON as they are. */
export interface KeySum {
  side: SideName;
  currency: string;
  /** All lines in scope of the keys. */
  lines: string;
  total: string;
  /** Those that the first pass ties out. */
  matchedLines: string;
  matched: string;
}

/** What the first pass found over some keys. Sums of disjoint keys add up to those of all. */
export interface KeySums {
  sums: readonly KeySum[];
  matches: number;
  leftLines: number;
  rightLines: number;
}

export const NO_SUMS: KeySums = { sums: [], matches: 0, leftLines: 0, rightLines: 0 };

export const addSums = (a: KeySums, b: KeySums): KeySums => combined(a, b, add, 1);

/** What stays when some keys are taken away. */
export const subtractSums = (a: KeySums, b: KeySums): KeySums => combined(a, b, subtract, -1);

function combined(a: KeySums, b: KeySums, combine: typeof add, sign: 1 | -1): KeySums {
  const of = new Map<string, KeySum>();
  for (const sum of a.sums) of.set(`${sum.side} ${sum.currency}`, sum);
  for (const sum of b.sums) {
    const id = `${sum.side} ${sum.currency}`;
    const known = of.get(id) ?? { ...sum, lines: '0', total: '0', matchedLines: '0', matched: '0' };
    const both = (name: 'lines' | 'total' | 'matchedLines' | 'matched') =>
      toText(combine(decimal(known[name]), decimal(sum[name])));
    of.set(id, {
      ...{ side: sum.side, currency: sum.currency, lines: both('lines'), total: both('total') },
      ...{ matchedLines: both('matchedLines'), matched: both('matched') },
    });
  }
  return {
    // A currency of which nothing is left is as if it had never been.
    sums: [...of.values()].filter((sum) =>
      [sum.lines, sum.total, sum.matchedLines].some((it) => !decimal(it).equals(ZERO)),
    ),
    matches: a.matches + sign * b.matches,
    leftLines: a.leftLines + sign * b.leftLines,
    rightLines: a.rightLines + sign * b.rightLines,
  };
}
