import { currencyOf } from './currencies.ts';

/** What PostgreSQL's bigint holds. */
export const BIGINT_MAX = 9_223_372_036_854_775_807n;
export const BIGINT_MIN = -9_223_372_036_854_775_808n;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * The amount in minor units ("12.5", "EUR" is 1250n). Null when it has more decimals than the minor unit, when bigint
 * does not hold it, or when the currency is unknown or has no minor unit: then the numeric is all there is.
 */
export function toMinorUnits(text: string, currency: string): bigint | null {
  const scale = currencyOf(currency)?.minorUnits ?? null;
  return scale === null ? null : scaledBigInt(text, scale);
}

/** The same for a given number of decimals. */
export function scaledBigInt(text: string, scale: number): bigint | null {
  const parts = DECIMAL.exec(text);
  if (parts === null) return null;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > scale) return null;
  const value = BigInt(`${parts[1]}${parts[2]}${fraction.padEnd(scale, '0')}`);
  return value > BIGINT_MAX || value < BIGINT_MIN ? null : value;
}

/** Decimal text of minor units of `scale` digits: (-5n, 2) is "-0.05". */
export function fromMinorUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}
