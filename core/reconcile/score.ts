import {
  absolute,
  add,
  type Decimal,
  decimal,
  divide,
  isZero,
  multiply,
  subtract,
  ZERO,
} from '../money/decimal.ts';
import type { ScoreParts } from './tied.ts';

/** How much each part of a score counts. A part that a pass does not look at does not count. */
export const SCORE_WEIGHTS = { amount: 5, date: 3, text: 2 } as const;

const SCALE = 4;
const ONE = decimal('1');

/** Weighted mean of the parts, 4 decimals, half up. */
export function score(parts: ScoreParts): Decimal {
  let [sum, weights] = [ZERO, 0];
  for (const [name, weight] of Object.entries(SCORE_WEIGHTS) as [keyof ScoreParts, number][]) {
    const part = parts[name];
    if (part === undefined) continue;
    sum = add(sum, multiply(part, decimal(String(weight))));
    weights += weight;
  }
  return weights === 0 ? ZERO : divide(sum, decimal(String(weights)), SCALE, 'half_up');
}

/** 1 for equal amounts, down to 0 at the allowance and beyond it. */
export function amountPart(difference: Decimal, allowed: Decimal): Decimal {
  if (isZero(difference)) return ONE;
  return isZero(allowed) ? ZERO : atLeastZero(subtract(ONE, share(absolute(difference), allowed)));
}

/** 1 for the same day, falling evenly; a day outside of the window of so many days would be 0. */
export function datePart(daysApart: number, windowDays: number): Decimal {
  const apart = decimal(String(Math.abs(daysApart)));
  return atLeastZero(subtract(ONE, share(apart, decimal(String(windowDays + 1)))));
}

const share = (part: Decimal, whole: Decimal): Decimal => divide(part, whole, SCALE, 'half_up');
const atLeastZero = (value: Decimal): Decimal => (value.isNegative() ? ZERO : value);
