import { amountText, counted, signOf } from '#app/format/amount.ts';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { ExceptionType } from '#core/exception/exception.ts';
import { nounsOf } from './nouns.ts';

export interface HeadlineSide {
  label: string;
  dataset: string | null;
  count: number;
  amount: string | null;
  currency: string | null;
}

/** The fields of an exception that say what is wrong. Amounts are decimal text. */
export interface HeadlineFields {
  type: ExceptionType;
  /** The parts of the key; of a line without one its record key. */
  keyParts: readonly string[];
  currency: string;
  /** Left minus right. */
  difference: string;
  daysApart: number | null;
  left: HeadlineSide;
  right: HeadlineSide;
}

/** What is wrong, in words built when it is shown: "Payment short by 12.50 EUR against invoice 4711". */
export function headline(it: HeadlineFields, style: NumberStyle): string {
  const { left, right } = it;
  const noun = nounsOf(left, right);
  const key = keyText(it.keyParts);
  const l = left.count === 1 ? noun.left.one : counted(left.count, noun.left.one, noun.left.many, style);
  const r = right.count === 1 ? noun.right.one : counted(right.count, noun.right.one, noun.right.many, style);
  switch (it.type) {
    case 'missing_right':
      return `No ${noun.right.one} for ${l} ${key} of ${money(left.amount, it.currency, style)}`;
    case 'missing_left':
      return `No ${noun.left.one} for ${r} ${key} of ${money(right.amount, it.currency, style)}`;
    case 'amount':
      return capital(amountBreak(it, { l, r, key }, style));
    case 'currency':
      return capital(`${r} in ${right.currency} against ${l} ${key} in ${left.currency}`);
    case 'duplicate':
      return `Possible duplicate: ${r} against ${l} ${key}, ${duplicateBreak(it, style)}`;
    case 'part':
      return capital(`${r} equals ${l} ${key} as a whole, but not in its parts`);
    case 'timing':
      return capital(timing(it.daysApart, { l, r, key }, style));
  }
}

interface Words {
  l: string;
  r: string;
  key: string;
}

/**
 * Short and over are said of money that comes in. Of money that goes out, or of amounts of different direction, the
 * words would mislead one reader or the other: such amounts differ.
 */
function amountBreak(it: HeadlineFields, { l, r, key }: Words, style: NumberStyle): string {
  const by = money(it.difference, it.currency, style, 'never');
  return comesIn(it)
    ? `${r} ${word(it)} by ${by} against ${l} ${key}`
    : `${r} differs by ${by} from ${l} ${key}`;
}

function duplicateBreak(it: HeadlineFields, style: NumberStyle): string {
  if (signOf(it.difference) === 0) return 'sums equal';
  const by = money(it.difference, it.currency, style, 'never');
  return comesIn(it) ? `${word(it)} by ${by}` : `sums differ by ${by}`;
}

const comesIn = ({ left, right }: HeadlineFields) =>
  [left.amount, right.amount].every((amount) => amount !== null && signOf(amount) >= 0);
const word = ({ difference }: HeadlineFields) => (signOf(difference) > 0 ? 'short' : 'over');

function timing(daysApart: number | null, { l, r, key }: Words, style: NumberStyle): string {
  if (daysApart === null) return `${r} against ${l} ${key}: a date to compare is missing`;
  const days = counted(Math.abs(daysApart), 'day', 'days', style);
  return `${r} ${days} ${daysApart < 0 ? 'before' : 'after'} ${l} ${key}`;
}

/** No line break tears an amount from its currency. */
function money(
  amount: string | null,
  currency: string,
  style: NumberStyle,
  signed: 'minus' | 'never' = 'minus',
): string {
  return `${amountText(amount ?? '0', { style, currency, signed })}\u00a0${currency}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A key as people read it. One that is written from right to left must not turn the words around it. */
export function keyText(parts: readonly string[]): string {
  const text = parts.join(' / ');
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}
