import { amountText, signOf } from '#app/format/amount.ts';
import type { NumberStyle } from '#app/format/number-style.ts';

/** The fields of an exception that say what is wrong. Amounts are decimal text. */
export interface HeadlineFields {
  type: 'missing_left' | 'missing_right' | 'amount' | 'currency' | 'duplicate' | 'timing';
  /** First-pass key, or `~` and the record key of a line without one. */
  key: string;
  currency: string;
  /** Left minus right. */
  difference: string;
  daysApart: number | null;
  left: { label: string; count: number; amount: string | null; currency: string | null };
  right: { label: string; count: number; amount: string | null; currency: string | null };
}

/** What is wrong, in one sentence without its full stop: "Payments short by 12.50 EUR against Invoices for key 4711". */
export function headline(it: HeadlineFields, style: NumberStyle): string {
  return `${whatIsWrong(it, style)} ${whichOf(it.key)}`;
}

function whatIsWrong(it: HeadlineFields, style: NumberStyle): string {
  const money = (amount: string | null, currency: string | null, signed: 'minus' | 'never' = 'minus') =>
    `${amountText(amount ?? '0', { style, currency: currency ?? it.currency, signed })} ${currency ?? it.currency}`;
  const { left, right } = it;
  const gap = money(it.difference, it.currency, 'never');
  const word = signOf(it.difference) > 0 ? 'short' : 'over';
  switch (it.type) {
    case 'missing_left':
      return `${right.label} of ${money(right.amount, right.currency)} without ${left.label}`;
    case 'missing_right':
      return `${left.label} of ${money(left.amount, left.currency)} without ${right.label}`;
    case 'amount':
      return `${right.label} ${word} by ${gap} against ${left.label}`;
    case 'currency':
      return `${left.label} in ${left.currency} (${money(left.amount, left.currency)}) but ${right.label} in ${right.currency} (${money(right.amount, right.currency)})`;
    case 'duplicate': {
      const counts = `${left.count} in ${left.label}, ${right.count} in ${right.label}`;
      return signOf(it.difference) === 0
        ? `Duplicate: ${counts}, sums equal,`
        : `Duplicate: ${counts}, ${right.label} ${word} by ${gap}`;
    }
    case 'timing':
      return `${timing(it)}, ${money(left.amount, left.currency)}`;
  }
}

function timing({ daysApart, left, right }: HeadlineFields): string {
  if (daysApart === null) return `${right.label} and ${left.label} tie in amount but lack dates to compare`;
  if (daysApart === 0) return `${right.label} and ${left.label} outside the days of the rule`;
  const days = Math.abs(daysApart);
  return `${right.label} ${days} ${days === 1 ? 'day' : 'days'} ${daysApart > 0 ? 'after' : 'before'} ${left.label}`;
}

function whichOf(key: string): string {
  return key.startsWith('~') ? `for record ${key.slice(1)}, which has no key` : `for key ${key}`;
}
