import { currencyOf } from './currencies.ts';
import { add, compare, type Decimal, decimal, negate, subtract } from './decimal.ts';
import { CurrencyMismatch, CurrencyUnknown } from './failures.ts';
import { toTextWithScale } from './format.ts';

/** An exact amount of an ISO 4217 currency. */
export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

/** @throws DecimalMalformed, CurrencyUnknown */
export function money(amount: string | Decimal, currency: string): Money {
  if (currencyOf(currency) === undefined) throw new CurrencyUnknown(currency);
  return Object.freeze({ amount: typeof amount === 'string' ? decimal(amount) : amount, currency });
}

/** @throws CurrencyMismatch */
export function addMoney(left: Money, right: Money): Money {
  return { amount: add(left.amount, right.amount), currency: common(left, right) };
}

/** @throws CurrencyMismatch */
export function subtractMoney(left: Money, right: Money): Money {
  return { amount: subtract(left.amount, right.amount), currency: common(left, right) };
}

export function negateMoney(value: Money): Money {
  return { amount: negate(value.amount), currency: value.currency };
}

/** @throws CurrencyMismatch */
export function compareMoney(left: Money, right: Money): -1 | 0 | 1 {
  common(left, right);
  return compare(left.amount, right.amount);
}

/** The amount in canonical text, padded to the currency's minor unit: 12.5 EUR is "12.50". Never rounds. */
export function amountText(value: Money): string {
  return toTextWithScale(value.amount, currencyOf(value.currency)?.minorUnits ?? 0);
}

function common(left: Money, right: Money): string {
  if (left.currency !== right.currency) throw new CurrencyMismatch(left.currency, right.currency);
  return left.currency;
}
