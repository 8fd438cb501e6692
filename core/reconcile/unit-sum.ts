import { toUnscaled } from '../money/decimal.ts';
import type { Line } from './line.ts';
import type { ReconciliationRules } from './rules.ts';

/** What lines add up to, in whole units of `10^-scale`: exact, of any size, and fast to add. */
export interface UnitSum {
  amount: bigint;
  /** The amount without the parts that bridge the sides: what must tie. */
  net: bigint;
  /** Of each part of the amount, in the order of the rules. */
  parts: readonly bigint[];
}

const NO_PARTS: readonly bigint[] = [];

export function unitsOf(
  { amount, parts }: Line,
  rules: Pick<ReconciliationRules, 'parts'>,
  scale: number,
): UnitSum {
  const units = toUnscaled(amount, scale);
  if (rules.parts.length === 0) return { amount: units, net: units, parts: NO_PARTS };
  const ofParts = parts.map((part) => toUnscaled(part, scale));
  const bridges = ofParts.filter((_, index) => rules.parts[index]?.role === 'bridge');
  return { amount: units, net: bridges.reduce((net, part) => net - part, units), parts: ofParts };
}

export function addUnits(a: UnitSum, b: UnitSum): UnitSum {
  return {
    amount: a.amount + b.amount,
    net: a.net + b.net,
    parts: a.parts.length === 0 ? b.parts : a.parts.map((part, index) => part + (b.parts[index] ?? 0n)),
  };
}

export const sumUnits = (sums: readonly UnitSum[]): UnitSum =>
  sums.reduce(addUnits, { amount: 0n, net: 0n, parts: NO_PARTS });

/** Nothing is left of the amount, nor of any part. */
export const isNothing = ({ amount, parts }: UnitSum): boolean =>
  amount === 0n && parts.every((part) => part === 0n);

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
export const larger = (a: bigint, b: bigint): bigint => (magnitude(a) > magnitude(b) ? a : b);
