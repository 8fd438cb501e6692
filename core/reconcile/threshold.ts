import { absolute, compare, type Decimal, decimal, multiply, ZERO } from '../money/decimal.ts';
import type { Limits, ReconciliationRules, Threshold } from './rules.ts';

/**
 * The largest absolute difference that still ties out by the rules: what the threshold lets pass, or the rounding limit
 * of the currency where that is more. `limit` is the override of the threshold that the lines are under.
 */
export function allowanceOf(
  { threshold, rounding }: Pick<ReconciliationRules, 'threshold' | 'rounding'>,
  currency: string,
  left: Decimal,
  right: Decimal,
  limit: number | null,
): Decimal {
  const allowed = allowance(threshold, currency, left, right, limit);
  const rounded = decimal(rounding?.absolute[currency] ?? '0');
  return compare(rounded, allowed) > 0 ? rounded : allowed;
}

/**
 * What the threshold alone lets pass: of the absolute limit and the percentage, the larger (any) or the
 * smaller (all). A limit that is not declared does not count: percent 0 leaves the absolute limit alone, and a threshold
 * without any absolute limit leaves the percentage alone. Beside other limits, a currency that is not listed has 0.
 * The percentage is of the side's absolute sum and is not rounded. `limit` is the override that the lines are under.
 */
export function allowance(
  { overrides, ...general }: Threshold,
  currency: string,
  left: Decimal,
  right: Decimal,
  limit: number | null,
): Decimal {
  return allowanceWithin(limit === null ? general : (overrides[limit] ?? general), currency, left, right);
}

function allowanceWithin(threshold: Limits, currency: string, left: Decimal, right: Decimal): Decimal {
  const fixed = decimal(threshold.absolute[currency] ?? '0');
  if (!hasPercent(threshold)) return fixed;
  const share = multiply(multiply(base(threshold, left, right), decimal(threshold.percent)), decimal('0.01'));
  if (!hasAbsolute(threshold)) return share;
  const larger = compare(fixed, share) > 0 ? fixed : share;
  const smaller = larger === fixed ? share : fixed;
  return threshold.combine === 'any' ? larger : smaller;
}

export function hasPercent(threshold: Limits): boolean {
  return compare(decimal(threshold.percent), ZERO) !== 0;
}

export function hasAbsolute(threshold: Limits): boolean {
  return Object.keys(threshold.absolute).length > 0;
}

function base(threshold: Limits, left: Decimal, right: Decimal): Decimal {
  const [l, r] = [absolute(left), absolute(right)];
  switch (threshold.percentBase) {
    case 'left':
      return l;
    case 'right':
      return r;
    case 'max':
      return compare(l, r) >= 0 ? l : r;
    case 'min':
      return compare(l, r) <= 0 ? l : r;
  }
}
