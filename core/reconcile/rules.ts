import type { Expression } from '../expression/expression.ts';
import type { RoundingMode } from '../money/decimal.ts';

/** A reconciliation as checked from its YAML: a named rule set between two sides. */
export interface ReconciliationRules {
  reconciliation: string;
  entity: string;
  title: string;
  left: Side;
  right: Side;
  /** Strongest first. Only where the first is a key pass do exceptions group by key; otherwise each line is its own. */
  passes: readonly Pass[];
  threshold: Threshold;
  /** Per currency: an exception whose absolute difference reaches it is material. */
  materiality: Readonly<Record<string, string>>;
  /** Parts of the amount that are compared apart, or that explain a difference. */
  parts: readonly AmountPart[];
  /** Differences up to this size are rounding: the group ties out and the difference is proposed for write-off. */
  rounding?: Rounding;
  /** What may explain a line that has no partner; the first that holds names the class. */
  explain: readonly ExplainRule[];
  opening?: Opening;
  /** Days on which the entity does not do business, beside Saturday and Sunday; YYYY-MM-DD, sorted. */
  holidays: readonly string[];
  /** SHA-256 of the canonical form, hex. */
  hash: string;
}

export interface Side {
  source: string;
  dataset: string;
  /** Shown as the side's heading, such as "Invoices". */
  label: string;
  where?: Expression;
  /** Defaults to the dataset's control field. Arithmetic without division. */
  amount: Expression;
  /** Field that names the currency. */
  currency: string;
  /** Field that dates the line. */
  date: string;
}

export type Pass = KeyPass | WindowPass | ReferencePass | SimilarPass | FxPass | CombinationPass;

/** A field of each side; their values are compared. */
export interface FieldPair {
  left: string;
  right: string;
}

/** How many lines a group may have on each side, left first. */
export type Cardinality = '1:1' | '1:N' | 'N:1' | 'N:M';

/** Days by which the right side may be before or after the left. `business` days skip weekends and `holidays`. */
export interface Days {
  before: number;
  after: number;
  business?: boolean;
}

/** Lines of one key and currency on both sides, as a whole or not at all. */
export interface KeyPass {
  name: string;
  type: 'key';
  on: readonly FieldPair[];
  cardinality: Cardinality;
  /** undefined: dates are not compared. */
  days?: Days;
  /** A key that only one side shows, with two lines or more that sum to zero, ties out on its own. */
  netToZero: boolean;
}

/** One line with one line: amounts within the allowance, dates within the window, `on` equal; only where neither has another. */
export interface WindowPass {
  name: string;
  type: 'window';
  /** May be empty: then any line of the currency is a candidate. */
  on: readonly FieldPair[];
  days: Days;
}

/** The reference of one side is found inside the free text of the other. */
export interface ReferencePass {
  name: string;
  type: 'reference';
  /** Which side names the reference; the other side has the text. */
  referenceSide: 'left' | 'right';
  /** Field of the reference, and of the text. */
  reference: string;
  text: string;
  /** Shorter references are not looked for: too many texts would contain them by chance. Letters and digits. */
  minLength: number;
  cardinality: Cardinality;
  days?: Days;
}

/** Texts that are alike, amounts within the allowance: a suggestion, never a match. */
export interface SimilarPass {
  name: string;
  type: 'similar';
  on: FieldPair;
  /** Least trigram similarity, 0 to 1, decimal text. */
  least: string;
  days?: Days;
}

/** A key that has one currency on the left and another on the right, compared through pinned rates. */
export interface FxPass {
  name: string;
  type: 'fx';
  on: readonly FieldPair[];
  cardinality: Cardinality;
  /** Source of the entity that delivers dataset fx_rates. */
  rates: string;
  /** Whose date decides the rate at which the sides must tie. */
  date: 'left' | 'right';
  /** A rate may be older than its day by so much; rates are not published on every day. */
  maxAgeDays: number;
  /** Where neither direction is quoted: through this currency. */
  pivot?: string;
  /** How a converted amount is rounded to the minor unit of the right currency. */
  rounding: RoundingMode;
  days?: Days;
}

/** Exact search for sets of lines that add up to each other, among what is left. */
export interface CombinationPass {
  name: string;
  type: 'combination';
  /** May be empty. */
  on: readonly FieldPair[];
  days: Days;
  cardinality: Cardinality;
  /** Lines of a set, both sides together. */
  maxMembers: number;
  /** Lines that are searched at once; with more, the result says that the search was truncated. */
  maxCandidates: number;
  /** `unique`: a set that shares no line with another, of a whole search, is a match. `never`: all are suggestions. */
  post: 'unique' | 'never';
}

/** A limit on differences. */
export interface Limits {
  /** Per currency, decimal text; a currency that is not listed has 0. */
  absolute: Readonly<Record<string, string>>;
  /** Percent of the base, decimal text. */
  percent: string;
  percentBase: 'left' | 'right' | 'max' | 'min';
  /** any: within one of the two; all: within both. */
  combine: 'any' | 'all';
}

/** A difference within the threshold ties out. */
export interface Threshold extends Limits {
  /** Other limits for lines of some accounts or counterparties. Of a group, the first that any of its lines is under. */
  overrides: readonly LimitOverride[];
}

export interface LimitOverride extends Limits {
  /** Field by which a line is under these limits, on each side; undefined where the side has no such field. */
  field: { left?: string; right?: string };
  /** Values of the field, as they are in the records. */
  is: readonly string[];
}

export type DifferenceClass = 'timing' | 'fee' | 'fx' | 'tax' | 'rounding';

/**
 * compare: the sums of the part must tie on their own, within the same allowance (tax and net as parts of gross).
 * bridge: left - right - (left part - right part) must tie: the part is the difference, as the fee between sales and payout.
 */
export interface AmountPart {
  name: string;
  class: DifferenceClass;
  role: 'compare' | 'bridge';
  /** Amount of the part on each side; undefined: zero. A null value is zero. */
  left?: Expression;
  right?: Expression;
}

export interface Rounding {
  /** Per currency, decimal text. */
  absolute: Readonly<Record<string, string>>;
  /** Account to which the difference is proposed to be written off. */
  account: string;
}

/**
 * Lines dated before `date` are settled and out of scope, but for those that `from`, an earlier reconciliation of the same
 * sources and datasets, still had open after its last run: its opening items are carried forward.
 */
export interface Opening {
  /** YYYY-MM-DD. */
  date: string;
  from?: string;
}

/** Explains a line or key that only one side has. */
export interface ExplainRule {
  name: string;
  class: DifferenceClass;
  /** The side that has it. */
  side: 'left' | 'right';
  sign?: 'positive' | 'negative';
  /** At most so many days before the end of the period; without a period, before the day of the run. */
  withinDays?: number;
  /** Field of the side and the values that it may have. */
  field?: string;
  is?: readonly string[];
}
