import type { Decimal } from './decimal.ts';

/** Canonical text: no exponent, no plus, no negative zero, no trailing zeros. */
export function toText(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** Canonical text with at least `scale` digits after the point; more where the value needs them: never rounds. */
export function toTextWithScale(value: Decimal, scale: number): string {
  return (value.isZero() ? value.abs() : value).toFixed(Math.max(scale, value.decimalPlaces()));
}

/**
 * Puts a number that is already cut into its parts into canonical text, without a Decimal: the fast way of the ingest.
 * `whole` and `fraction` hold digits only and either may be empty, not both.
 */
export function canonicalText(negative: boolean, whole: string, fraction: string, scale: number): string {
  let end = fraction.length;
  while (end > scale && fraction.charCodeAt(end - 1) === 48) end--;
  const decimals = end < scale ? fraction.padEnd(scale, '0') : fraction.slice(0, end);
  let start = 0;
  while (start < whole.length - 1 && whole.charCodeAt(start) === 48) start++;
  const integer = whole === '' ? '0' : start === 0 ? whole : whole.slice(start);
  const text = decimals === '' ? integer : `${integer}.${decimals}`;
  return negative && !isAllZero(text) ? `-${text}` : text;
}

function isAllZero(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== 48 && code !== 46) return false;
  }
  return true;
}
