import { dateOfDayNumber, dayNumberOf } from '../calendar/civil.ts';
import { compare, type Decimal, decimal, divide, multiply, type RoundingMode } from '../money/decimal.ts';
import type { FxPass } from './rules.ts';

/** One unit of base is `rate` units of quote. */
export interface Quote {
  date: string;
  base: string;
  quote: string;
  rate: Decimal;
}

/** How many units of one currency another one is, exactly: numerator / denominator. */
export interface Rate {
  numerator: Decimal;
  denominator: Decimal;
  /** Day of the quote; of two, the earlier. */
  date: string;
  /** direct: as quoted; inverse: one divided by it; pivot: through a third currency. */
  path: 'direct' | 'inverse' | 'pivot';
}

/**
 * rate_missing: no quote for the day; rate_conflict: records of one day that contradict each other;
 * no_minor_unit: the right currency has none, so nothing says how to round.
 */
export const RATE_PROBLEMS = ['no_minor_unit', 'rate_missing', 'rate_conflict'] as const;
export type RateProblem = (typeof RATE_PROBLEMS)[number];

const ONE = decimal('1');

type Leg = Omit<Rate, 'path'> & { path: 'direct' | 'inverse'; isConflict: boolean };

/**
 * The rate at which a day converts `from` to `to`: of the quotes that are not after the day and not too old for it, the
 * latest of the pair; without any, the latest of the inverse; without any, through the pivot, each leg in that order.
 * A quote that is not above zero is none.
 */
export function rateOn(
  quotes: readonly Quote[],
  pass: Pick<FxPass, 'maxAgeDays' | 'pivot'>,
  from: string,
  to: string,
  day: string | null,
): Rate | RateProblem {
  if (day === null) return 'rate_missing';
  const leg = (base: string, quote: string) => legOn(quotes, pass.maxAgeDays, base, quote, day);
  const straight = leg(from, to);
  if (straight) return straight.isConflict ? 'rate_conflict' : straight;
  const [into, out] =
    pass.pivot === undefined ? [undefined, undefined] : [leg(from, pass.pivot), leg(pass.pivot, to)];
  if (!into || !out) return 'rate_missing';
  if (into.isConflict || out.isConflict) return 'rate_conflict';
  return {
    numerator: multiply(into.numerator, out.numerator),
    denominator: multiply(into.denominator, out.denominator),
    date: [into.date, out.date].sort()[0] as string,
    path: 'pivot',
  };
}

function legOn(
  quotes: readonly Quote[],
  maxAgeDays: number,
  from: string,
  to: string,
  day: string,
): Leg | undefined {
  const direct = latest(quotes, maxAgeDays, from, to, day);
  if (direct) return { ...direct, numerator: direct.rate, denominator: ONE, path: 'direct' };
  const inverse = latest(quotes, maxAgeDays, to, from, day);
  return inverse && { ...inverse, numerator: ONE, denominator: inverse.rate, path: 'inverse' };
}

function latest(
  quotes: readonly Quote[],
  maxAgeDays: number,
  base: string,
  quote: string,
  day: string,
): { rate: Decimal; date: string; isConflict: boolean } | undefined {
  const oldest = daysAfter(day, -maxAgeDays);
  const usable = quotes.filter(
    (one) =>
      one.base === base &&
      one.quote === quote &&
      one.date <= day &&
      one.date >= oldest &&
      isPositive(one.rate),
  );
  const [first, ...others] = usable.filter((one) => usable.every(({ date }) => date <= one.date));
  if (!first) return undefined;
  const isConflict = others.some(({ rate }) => compare(rate, first.rate) !== 0);
  return { rate: first.rate, date: first.date, isConflict };
}

/** The date so many days after another. */
export const daysAfter = (date: string, days: number): string =>
  dateOfDayNumber((dayNumberOf(date) as number) + days);

const isPositive = (rate: Decimal): boolean => !rate.isNegative() && !rate.isZero();

/** Rounded once: the amount times the numerator is exact, and the division is of integers. */
export function convert(amount: Decimal, rate: Rate, digits: number, mode: RoundingMode): Decimal {
  return divide(multiply(amount, rate.numerator), rate.denominator, digits, mode);
}
