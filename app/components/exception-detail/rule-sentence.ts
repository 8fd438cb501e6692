import { amountText, signOf } from '#app/format/amount.ts';
import { subtractDecimals } from '#app/format/decimal-sum.ts';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { HeadlineFields } from './headline.ts';

export interface RuleFields extends Omit<HeadlineFields, 'keyParts'> {
  /** The difference that would have tied out; null where nothing was compared. */
  threshold: string | null;
  severity: 'normal' | 'material';
  state: 'open' | 'cleared';
  /** The limit of its currency; null where there is none. */
  materiality: string | null;
  days: { before: number; after: number } | null;
  /** The line has no key, because one of these fields of its record is empty. */
  noKey: readonly string[] | null;
}

/** Why it does not tie out, with the numbers; then whether it is material. */
export function ruleSentence(it: RuleFields, style: NumberStyle): string {
  return `${reason(it, style)} ${material(it, style)}`;
}

function reason(it: RuleFields, style: NumberStyle): string {
  const { left, right } = it;
  const money = (amount: string | null, signed: 'minus' | 'always' = 'minus') =>
    `${amountText(amount ?? '0', { style, currency: it.currency, signed })} ${it.currency}`;
  const sum = `${left.label} ${money(left.amount)} less ${right.label} ${money(right.amount)} is ${money(it.difference, 'always')}`;
  const limit = limitOf(it, money);
  switch (it.type) {
    case 'missing_left':
      return missing(left.label, it.noKey);
    case 'missing_right':
      return missing(right.label, it.noKey);
    case 'currency':
      return `One side is in ${left.currency}, the other in ${right.currency}: amounts of two currencies are not subtracted.`;
    case 'duplicate':
      return `${left.label} has ${lines(left.count)}, ${right.label} has ${lines(right.count)}. ${sum}${limit}.`;
    case 'timing':
      return `${sum}${limit}: the amounts tie. ${dates(it)}`;
    case 'part':
      return `${sum}${limit}: the whole ties. A part of it does not.`;
    case 'amount':
      return `${sum}${limit}.`;
  }
}

function missing(label: string, noKey: readonly string[] | null): string {
  return noKey === null
    ? `No line of ${label} is left for it, so there is nothing to compare with.`
    : `It has no key to match by, as ${noKey.join(' or ')} is empty: no line of ${label} can be found for it.`;
}

/** What would have tied out, and by how much it is more. */
function limitOf(it: RuleFields, money: (amount: string | null) => string): string {
  if (it.threshold === null) return '';
  if (signOf(it.threshold) === 0) return '; only equal sums tie out';
  const excess = beyond(it);
  return `; up to ${money(it.threshold)} ties out${excess === null ? '' : `, so it is ${money(excess)} too much`}`;
}

/** By how much the difference exceeds what ties out; null where it does not, or where nothing does. */
function beyond({ difference, threshold }: RuleFields): string | null {
  if (threshold === null || signOf(threshold) === 0) return null;
  const excess = subtractDecimals(difference.replace('-', ''), threshold);
  return signOf(excess) > 0 ? excess : null;
}

function dates({ days, daysApart, left, right }: RuleFields): string {
  const allowed = days
    ? `the rule allows ${days.before} days before and ${days.after} after`
    : 'the rule compares dates';
  if (daysApart === null) return `A line has no date; ${allowed}.`;
  const apart = Math.abs(daysApart);
  return `${right.label} ${apart === 1 ? 'is 1 day' : `are ${apart} days`} ${daysApart < 0 ? 'before' : 'after'} ${left.label}; ${allowed}.`;
}

function material({ materiality, severity, state, currency }: RuleFields, style: NumberStyle): string {
  if (materiality === null) return `No materiality is set for ${currency}.`;
  const limit = `${amountText(materiality, { style, currency })} ${currency}`;
  return severity === 'material'
    ? `Material: the limit is ${limit}${state === 'open' ? ', and it blocks the close' : ''}.`
    : `Not material: the limit is ${limit}.`;
}

const lines = (count: number) => (count === 1 ? '1 line' : `${count} lines`);
