import { currencyOf } from '#core/money/currencies.ts';
import type { NumberStyle } from './number-style.ts';

/** Decimal text as PostgreSQL writes it. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
export const MINUS = '\u2212';
/** As wide as a digit, and as wide as a point, where figures are tabular. */
const FIGURE_SPACE = '\u2007';
const PUNCTUATION_SPACE = '\u2008';

export interface AmountParts {
  sign: -1 | 0 | 1;
  whole: string;
  /** Digits after the point, without it; at least the minor units of the currency. */
  fraction: string;
}

/** Digits that an amount of this currency shows at least. */
export function decimalsOf(currency: string | undefined): number {
  return currency === undefined ? 0 : (currencyOf(currency)?.minorUnits ?? 0);
}

/**
 * The parts of an exact decimal, as text: never rounded, never a float. Zeros beyond the minor unit fall away, other
 * digits stay. Undefined for text that is no decimal (it is then shown as it is).
 */
export function amountParts(text: string, decimals: number): AmountParts | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, minus, digits = '0', tail = ''] = match;
  let end = tail.length;
  while (end > decimals && tail[end - 1] === '0') end--;
  const fraction = tail.slice(0, end).padEnd(decimals, '0');
  const whole = digits.replace(/^0+(?=\d)/, '');
  const zero = /^0*$/.test(whole + fraction);
  return { sign: zero ? 0 : minus ? -1 : 1, whole, fraction };
}

/** "1234567" as "1,234,567", or "12,34,567" in India. */
export function groupDigits(digits: string, style: NumberStyle): string {
  if (style.group === '' || digits.length < style.primary + style.minimumLead) return digits;
  const groups = [digits.slice(-style.primary)];
  for (let end = digits.length - style.primary; end > 0; end -= style.secondary) {
    groups.unshift(digits.slice(Math.max(0, end - style.secondary), end));
  }
  return groups.join(style.group);
}

export interface AmountFormat {
  style: NumberStyle;
  currency?: string;
  /** Instead of the currency's minor units. */
  decimals?: number;
  /** Pads with spaces of a digit's width, so that the points of a column stand below each other. */
  alignTo?: number;
  /** `always`: a plus too. `never`: the absolute value. */
  signed?: 'minus' | 'always' | 'never';
}

/** "-1234567.5" EUR as "\u22121,234,567.50". */
export function amountText(text: string, format: AmountFormat): string {
  const parts = amountParts(text, format.decimals ?? decimalsOf(format.currency));
  if (parts === undefined) return text;
  const { style, signed = 'minus' } = format;
  const sign =
    signed === 'never' ? '' : parts.sign < 0 ? MINUS : signed === 'always' && parts.sign > 0 ? '+' : '';
  const point = parts.fraction === '' ? '' : style.decimal;
  return `${sign}${groupDigits(parts.whole, style)}${point}${parts.fraction}${padding(parts.fraction, format.alignTo ?? 0)}`;
}

function padding(fraction: string, alignTo: number): string {
  if (alignTo <= fraction.length) return '';
  const lacking = FIGURE_SPACE.repeat(alignTo - fraction.length);
  return fraction === '' ? PUNCTUATION_SPACE + lacking : lacking;
}

/** The decimals to which a column of amounts is aligned: those of the longest fraction in it. */
export function columnDecimals(
  amounts: Iterable<{ amount: string | null; currency?: string | undefined }>,
): number {
  let most = 0;
  for (const { amount, currency } of amounts) {
    if (amount === null) continue;
    const parts = amountParts(amount, decimalsOf(currency));
    if (parts !== undefined && parts.fraction.length > most) most = parts.fraction.length;
  }
  return most;
}

/** 1234567 (a count, from the database as text) as "1,234,567". */
export function countText(count: string | number, style: NumberStyle): string {
  const text = String(count);
  return text.startsWith('-') ? MINUS + groupDigits(text.slice(1), style) : groupDigits(text, style);
}

export function signOf(text: string): -1 | 0 | 1 {
  return amountParts(text, 0)?.sign ?? 0;
}

/** "1 row", "2 rows": the word agrees with the count. */
export function counted(count: string | number, one: string, many: string, style: NumberStyle): string {
  return `${countText(count, style)} ${String(count) === '1' ? one : many}`;
}
