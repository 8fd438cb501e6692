import { subtractDecimals, sumDecimals } from '#app/format/decimal-sum.ts';
import type { Candidate } from '#app/presenters/match-by-hand.server.ts';

export type SideName = 'left' | 'right';
const SIDES = ['left', 'right'] as const;

export interface SideSum {
  count: number;
  /** Decimal text; of several currencies there is no sum. */
  amount: string;
  currencies: string[];
}

/** What the ticked lines come to. */
export interface Picked {
  left: SideSum;
  right: SideSum;
  /** Left minus right as decimal text; null where the currencies have no difference. */
  difference: string | null;
  currency: string;
  /** Why these lines cannot be one match; null where they can. */
  problem: 'too_few' | 'too_many' | 'mixed' | null;
  /** Two currencies, one on each side: only an exchange difference is a reason. */
  isAcross: boolean;
}

/** The name of a line, or of an exception that is taken as a whole, among what is ticked. */
export const lineId = (side: SideName, recordKey: string): string => `${side} ${recordKey}`;
export const wholeId = (exception: string): string => `whole ${exception}`;

/** Sums of both sides of what is not unticked, exactly: no float takes part. */
export function pickedSums(
  candidates: readonly Candidate[],
  unticked: ReadonlySet<string>,
  mostLines: number,
): Picked {
  const [left, right] = SIDES.map((side) => sideSum(candidates, unticked, side)) as [SideSum, SideSum];
  const isMixed = left.currencies.length > 1 || right.currencies.length > 1;
  const [l, r] = [left.currencies[0], right.currencies[0]];
  const isAcross = !isMixed && l !== undefined && r !== undefined && l !== r;
  const count = left.count + right.count;
  return {
    ...{ left, right, isAcross },
    difference: isMixed || isAcross ? null : subtractDecimals(left.amount, right.amount),
    currency: l ?? r ?? '',
    problem: isMixed ? 'mixed' : count < 2 ? 'too_few' : count > mostLines ? 'too_many' : null,
  };
}

function sideSum(candidates: readonly Candidate[], unticked: ReadonlySet<string>, side: SideName): SideSum {
  const parts = candidates.flatMap((it) => {
    const { count, amount, currency, lines } = it[side];
    if (it.isWhole) return unticked.has(wholeId(it.id)) || count === 0 ? [] : [{ count, amount, currency }];
    return lines
      .filter(({ recordKey }) => !unticked.has(lineId(side, recordKey)))
      .map((line) => ({ count: 1, amount: line.amount, currency: line.currency }));
  });
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    amount: sumDecimals(parts.map(({ amount }) => amount)),
    currencies: [...new Set(parts.map(({ currency }) => currency))].sort(),
  };
}
