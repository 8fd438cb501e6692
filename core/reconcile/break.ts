import type { ExceptionClass, ExceptionType, Severity } from '../exception/exception.ts';
import type { Decimal } from '../money/decimal.ts';
import type { FxSplit } from './fx.ts';
import type { Explained } from './tied.ts';

export interface BreakSide {
  count: number;
  amount: Decimal;
  currency: string;
  date: string | null;
}

/** A group that does not tie out, as one run finds it. */
export interface Break {
  /** First-pass key, or `~` and the record key of a line without one. */
  key: string;
  /** For type currency: that of the left side. */
  currency: string;
  type: ExceptionType;
  severity: Severity;
  class: ExceptionClass;
  /** What says so: the name of an explain rule, or dates, next_period, cut_off; of two currencies, why there is no rate. */
  cause: string | null;
  /** Shown beside the difference, never taken off it. */
  explained: Explained;
  /** Type currency only, where the rules have an fx pass and there is a rate. */
  fx: FxSplit | null;
  /** Name of the pass whose rule it breaks. */
  rule: string;
  left: BreakSide | null;
  right: BreakSide | null;
  /** Left minus right. For type currency the left amount: amounts of two currencies have no difference. */
  difference: Decimal;
  /** The difference that would have tied out; null where nothing was compared. */
  threshold: Decimal | null;
  /** Left minus right of each part of the amount in which the sides differ, by name; null where they differ in none, or only one side has lines. */
  partDifferences: Readonly<Record<string, Decimal>> | null;
  /** Set where the dates lie outside the days of the rule. */
  daysApart: number | null;
  /** The earliest date of either side. */
  itemDate: string | null;
}
