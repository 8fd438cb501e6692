import { Decimal as DecimalJs } from 'decimal.js';
import { DecimalMalformed, DivisionByZero } from './failures.ts';

/**
 * Exact decimals: the only file that imports decimal.js. Addition, subtraction and multiplication are exact (the
 * precision is far beyond anything that is ever computed here); rounding happens only where a mode is named.
 */
const Configured = DecimalJs.clone({ precision: 1_000_000, rounding: DecimalJs.ROUND_DOWN, defaults: true });

export type Decimal = DecimalJs;

/**
 * half_up: ties away from zero (what PostgreSQL's `round(numeric)` does); half_even: ties to the even digit;
 * half_down: ties towards zero; up: away from zero; down: towards zero; ceiling: towards +infinity; floor: towards -infinity.
 */
export const ROUNDING_MODES = [
  'half_up',
  'half_even',
  'half_down',
  'up',
  'down',
  'ceiling',
  'floor',
] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

const MODE_NUMBERS: Record<RoundingMode, DecimalJs.Rounding> = {
  half_up: DecimalJs.ROUND_HALF_UP,
  half_even: DecimalJs.ROUND_HALF_EVEN,
  half_down: DecimalJs.ROUND_HALF_DOWN,
  up: DecimalJs.ROUND_UP,
  down: DecimalJs.ROUND_DOWN,
  ceiling: DecimalJs.ROUND_CEIL,
  floor: DecimalJs.ROUND_FLOOR,
};

const CANONICAL_INPUT = /^-?\d+(?:\.\d+)?$/;

export const ZERO: Decimal = new Configured(0);

/** Optional minus, digits, optional point with digits: no exponent, no plus, no separators. Null for anything else. */
export function tryDecimal(text: string): Decimal | null {
  return CANONICAL_INPUT.test(text) ? new Configured(text) : null;
}

/** @throws DecimalMalformed for text that `tryDecimal` refuses */
export function decimal(text: string): Decimal {
  const value = tryDecimal(text);
  if (value === null) throw new DecimalMalformed(text);
  return value;
}

export function fromBigInt(unscaled: bigint, scale = 0): Decimal {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return new Configured(unscaled < 0n ? `-${text}` : text);
}

/** The integer that `value` is when the decimal point moves `scale` places right. The value has no more decimals than that. */
export function toUnscaled(value: Decimal, scale: number): bigint {
  return BigInt(value.toFixed(scale, DecimalJs.ROUND_DOWN).replace('.', ''));
}

export const add = (left: Decimal, right: Decimal): Decimal => left.plus(right);
export const subtract = (left: Decimal, right: Decimal): Decimal => left.minus(right);
export const multiply = (left: Decimal, right: Decimal): Decimal => left.times(right);
export const negate = (value: Decimal): Decimal => (value.isZero() ? ZERO : value.negated());
export const absolute = (value: Decimal): Decimal => value.abs();
export const isZero = (value: Decimal): boolean => value.isZero();
export const isNegative = (value: Decimal): boolean => value.isNegative() && !value.isZero();

/** Below 0, 0 or above 0, by numeric value: 1.0 and 1.00 are equal. */
export const compare = (left: Decimal, right: Decimal): -1 | 0 | 1 => left.comparedTo(right) as -1 | 0 | 1;

export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

/** Digits after the point, trailing zeros not counted. */
export const decimalPlaces = (value: Decimal): number => value.decimalPlaces();

/** `scale` digits after the point, 0 or more. */
export const round = (value: Decimal, scale: number, mode: RoundingMode): Decimal =>
  value.toDecimalPlaces(scale, MODE_NUMBERS[mode]);

/**
 * left / right, rounded once: the quotient is formed as a ratio of integers, so that no intermediate rounding can push
 * it over or off a tie.
 * @throws DivisionByZero
 */
export function divide(left: Decimal, right: Decimal, scale: number, mode: RoundingMode): Decimal {
  if (right.isZero()) throw new DivisionByZero(left.toFixed());
  const places = Math.max(left.decimalPlaces(), right.decimalPlaces());
  const numerator = toUnscaled(left, places) * 10n ** BigInt(scale);
  return fromBigInt(divideIntegers(numerator, toUnscaled(right, places), mode), scale);
}

/** numerator / denominator to a whole number. The denominator is not 0. */
export function divideIntegers(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (remainder === 0n) return quotient;
  const negative = numerator < 0n !== denominator < 0n;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const whole = denominator < 0n ? -denominator : denominator;
  return awayFromZero(mode, negative, twice - whole, quotient) ? quotient + (negative ? -1n : 1n) : quotient;
}

/** `beyondHalf` is below 0, 0 or above 0 as the cut part is less than, equal to or more than one half. */
function awayFromZero(mode: RoundingMode, negative: boolean, beyondHalf: bigint, quotient: bigint): boolean {
  switch (mode) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'ceiling':
      return !negative;
    case 'floor':
      return negative;
    case 'half_up':
      return beyondHalf >= 0n;
    case 'half_down':
      return beyondHalf > 0n;
    case 'half_even':
      return beyondHalf > 0n || (beyondHalf === 0n && quotient % 2n !== 0n);
  }
}
