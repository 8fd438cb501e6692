import { add, decimal, ZERO } from '../money/decimal.ts';
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

/**
 * What the first pass found over some keys, or by how much that has moved. Sums of disjoint keys add up to those of all,
 * and those of a run with what has moved since to those of the next.
 */
export interface KeySums {
  sums: readonly KeySum[];
  matches: number;
  leftLines: number;
  rightLines: number;
}

export const NO_SUMS: KeySums = { sums: [], matches: 0, leftLines: 0, rightLines: 0 };

export function addSums(a: KeySums, b: KeySums): KeySums {
  const of = new Map<string, KeySum>();
  for (const sum of a.sums) of.set(`${sum.side} ${sum.currency}`, sum);
  for (const sum of b.sums) {
    const id = `${sum.side} ${sum.currency}`;
    const known = of.get(id);
    of.set(id, known ? added(known, sum) : sum);
  }
  return {
    // A currency of which nothing is left is as if it had never been.
    sums: [...of.values()].filter((sum) =>
      [sum.lines, sum.total, sum.matchedLines].some((it) => !decimal(it).equals(ZERO)),
    ),
    matches: a.matches + b.matches,
    leftLines: a.leftLines + b.leftLines,
    rightLines: a.rightLines + b.rightLines,
  };
}

function added(a: KeySum, b: KeySum): KeySum {
  const both = (name: 'lines' | 'total' | 'matchedLines' | 'matched') =>
    toText(add(decimal(a[name]), decimal(b[name])));
  return {
    ...{ side: a.side, currency: a.currency, lines: both('lines'), total: both('total') },
    ...{ matchedLines: both('matchedLines'), matched: both('matched') },
  };
}
