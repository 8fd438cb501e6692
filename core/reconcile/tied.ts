import { compareCodePoints } from '../expression/text.ts';
import type { Decimal } from '../money/decimal.ts';
import { unkeyed } from './key.ts';
import type { Line } from './line.ts';
import type { NumberedPass } from './passes.ts';
import type { DifferenceClass, Pass, ReconciliationRules } from './rules.ts';

/** How much of a difference each class explains; a class that explains nothing is absent. */
export type Explained = Readonly<Partial<Record<DifferenceClass, Decimal>>>;

/** Lines that a pass ties out together. */
export interface Tied {
  /** The key that they share, or `anchorKey` where a pass picked them line by line. */
  key: string;
  /** Of the left lines; of all lines where the right ones have no other. */
  currency: string;
  /** Set only where the right lines have another currency. */
  rightCurrency?: string;
  left: readonly Line[];
  right: readonly Line[];
  explained: Explained;
  /** Only where the right lines have another currency: what is left of both, in that currency. */
  difference?: Decimal;
}

/**
 * unique: nothing competes for any of its lines, and the search was whole. alternatives: other sets want some of its lines.
 * truncated: the search was not whole, so nobody knows. difference: it is named beyond doubt, but the amounts do not tie.
 */
export type SuggestionLabel = 'unique' | 'alternatives' | 'truncated' | 'difference';

/** Between 0 and 1 each, 4 decimals; a part that a pass does not look at is absent. */
export type ScoreParts = Readonly<Partial<Record<'amount' | 'date' | 'text', Decimal>>>;

/** Lines that might belong together. It never posts itself. */
export interface Suggestion {
  pass: number;
  label: SuggestionLabel;
  currency: string;
  left: readonly Line[];
  right: readonly Line[];
  /** Weighted mean of the parts, see score.ts. */
  score: Decimal;
  parts: ScoreParts;
  /** How many suggestions, this one included, want some of its lines; null where the search was truncated. */
  alternatives: number | null;
  /** The best of those others, and null where there is none. It lost by the parts in which it scores less. */
  runnerUp: Suggestion | null;
}

export interface PassResult {
  tied: readonly Tied[];
  suggestions: readonly Suggestion[];
}

/** One pass over the lines that the earlier ones left. The order of the result carries no meaning. */
export type ApplyPass<P extends Pass> = (
  rest: readonly Line[],
  pass: NumberedPass<P>,
  rules: ReconciliationRules,
) => PassResult;

/** Names a set of lines by its smallest left record key; a line is in one match, so no two sets of a pass share it. */
export function anchorKey(left: readonly Line[]): string {
  return unkeyed(
    left.map(({ recordKey }) => recordKey).reduce((a, b) => (compareCodePoints(a, b) <= 0 ? a : b)),
  );
}
