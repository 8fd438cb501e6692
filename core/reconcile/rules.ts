import type { Expression } from '../expression/expression.ts';

/** A reconciliation as checked from its YAML: a named rule set between two sides. */
export interface ReconciliationRules {
  reconciliation: string;
  entity: string;
  title: string;
  left: Side;
  right: Side;
  /** Strongest first. */
  passes: readonly KeyPass[];
  threshold: Threshold;
  /** Per currency: an exception whose absolute difference reaches it is material. */
  materiality: Readonly<Record<string, string>>;
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

export interface KeyPass {
  name: string;
  type: 'key';
  /** Field names, one name for both sides or `{left, right}`. */
  on: readonly { left: string; right: string }[];
  /** How many lines a group may have on each side. */
  cardinality: '1:1' | '1:N' | 'N:1' | 'N:M';
  /** Calendar days by which the right side may be before or after the left; undefined: dates are not compared. */
  days?: { before: number; after: number };
  /** A key that only one side shows, with two lines or more that sum to zero, ties out on its own. */
  netToZero: boolean;
}

/** A difference within the threshold ties out. */
export interface Threshold {
  /** Per currency, decimal text; a currency that is not listed has 0. */
  absolute: Readonly<Record<string, string>>;
  /** Percent of the base, decimal text. */
  percent: string;
  percentBase: 'left' | 'right' | 'max' | 'min';
  /** any: within one of the two; all: within both. */
  combine: 'any' | 'all';
}
