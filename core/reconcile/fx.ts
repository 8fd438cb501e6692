import { currencyOf } from '../money/currencies.ts';
import { compare, type Decimal, decimal, subtract, sum } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { CurrencyPair } from './currency-pair.ts';
import { breaksCardinality, datesWithin, groupLimit, total } from './group.ts';
import type { Line } from './line.ts';
import { convert, type Quote, RATE_PROBLEMS, type Rate, type RateProblem, rateOn } from './rates.ts';
import type { FxPass, ReconciliationRules } from './rules.ts';
import { allowance } from './threshold.ts';

/**
 * A pair of currencies as compared, all amounts in the right currency. `difference` is the left side at the rates of its
 * own days minus the right side. Of it, `fx` is what the move of the rate from there to the day of the rule explains (zero
 * where the rule's day is that of the left side), and `other` is the rest, which must tie: converted minus right.
 */
export interface FxSplit {
  /** Converted on the day of the rule. */
  converted: Decimal;
  difference: Decimal;
  /** Null where the days of the left lines have no rate: then nothing of the difference is known to be explained. */
  fx: Decimal | null;
  other: Decimal;
  /** What `other` may be. */
  threshold: Decimal;
  /** The rate on the day of the rule to 12 decimals, half up; null where left lines were converted at several. */
  rate: Decimal | null;
  rateDate: string | null;
  path: Rate['path'] | null;
}

/** Decimals to which a rate is shown; amounts are converted by the exact one. */
export const RATE_DIGITS = 12;

/** How the amounts of a pair compare at the quoted rates, or the first problem, in the order of `RATE_PROBLEMS`. */
export function splitFx(
  { left, right }: CurrencyPair,
  pass: FxPass,
  quotes: readonly Quote[],
  rules: Pick<ReconciliationRules, 'threshold'>,
): FxSplit | RateProblem {
  const digits = currencyOf(right.currency)?.minorUnits ?? null;
  if (digits === null) return 'no_minor_unit';
  const rateOf = (day: string | null) => rateOn(quotes, pass, left.currency, right.currency, day);
  const at = (days: readonly (string | null)[]) => {
    const rates = days.map(rateOf);
    const problem = RATE_PROBLEMS.find((one) => rates.includes(one));
    return problem ?? (rates as Rate[]);
  };
  const convertAll = (rates: readonly Rate[]) =>
    sum(left.left.map((line, index) => convert(line.amount, rates[index] as Rate, digits, pass.rounding)));
  const [rates, ownRates] = [
    at(ruleDays(left.left, right.right, pass)),
    at(left.left.map(({ date }) => date)),
  ];
  if (typeof rates === 'string') return rates;
  const [converted, amount] = [convertAll(rates), total(right.right)];
  const other = subtract(converted, amount);
  const fx = typeof ownRates === 'string' ? null : subtract(convertAll(ownRates), converted);
  const limit = groupLimit({ left: left.left, right: right.right });
  return {
    ...{ converted, other, fx, difference: fx === null ? other : sum([fx, other]) },
    threshold: allowance(rules.threshold, right.currency, converted, amount, limit),
    ...onlyRate(rates),
  };
}

/** The day on which each left line is converted. */
function ruleDays(left: readonly Line[], right: readonly Line[], { date }: FxPass): (string | null)[] {
  if (date === 'left') return left.map((line) => line.date);
  const last = right.reduce<string | null>(
    (latest, line) => (line.date !== null && (latest === null || line.date > latest) ? line.date : latest),
    null,
  );
  return left.map(() => last);
}

function onlyRate(rates: readonly Rate[]): Pick<FxSplit, 'rate' | 'rateDate' | 'path'> {
  const [first, ...others] = rates as [Rate, ...Rate[]];
  const isSame = ({ numerator, denominator, date, path }: Rate) =>
    compare(numerator, first.numerator) === 0 &&
    compare(denominator, first.denominator) === 0 &&
    date === first.date &&
    path === first.path;
  if (!others.every(isSame)) return { rate: null, rateDate: null, path: null };
  return {
    rate: convert(decimal('1'), first, RATE_DIGITS, 'half_up'),
    rateDate: first.date,
    path: first.path,
  };
}

/** Whether a pair ties out by the pass, but for its days. */
export function fxTies({ left, right }: CurrencyPair, pass: FxPass, split: FxSplit): boolean {
  return (
    !breaksCardinality(pass, { left: left.left, right: right.right }) &&
    compare(split.other.abs(), split.threshold) <= 0
  );
}

export function fxDates({ left, right }: CurrencyPair, pass: FxPass, rules: ReconciliationRules) {
  return datesWithin(pass, { left: left.left, right: right.right }, rules);
}

/** As an exception keeps it: decimals as text. */
export function fxText(split: FxSplit): Record<string, string | null> {
  const text = (value: Decimal | null) => value && toText(value);
  const { rateDate: rate_date, path, ...amounts } = split;
  return {
    ...Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, text(value)])),
    ...{ rate_date, path },
  };
}
