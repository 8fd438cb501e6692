import { expect, test } from 'vitest';
import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import { roundOff } from '#core/reconcile/rounding.ts';
import { allowanceOf } from '#core/reconcile/threshold.ts';
import { rulesOf } from '#test/reconcile/books.ts';

const rules = rulesOf({
  rounding: { absolute: { EUR: '0.05' }, account: '6590' },
  threshold: {
    absolute: { EUR: '0.02', USD: '1' },
    percent: '0',
    percentBase: 'left',
    combine: 'all',
    overrides: [],
  },
});
const of = (explained: Record<string, string>, currency = 'EUR', rightCurrency?: string) => ({
  explained: Object.fromEntries(Object.entries(explained).map(([name, text]) => [name, decimal(text)])),
  ...{ currency, ...(rightCurrency && { rightCurrency }) },
});

test.each([
  ['within the limit', of({}), '0.05', 1, { rounding: '0.05' }, '0.05'],
  ['beyond it', of({}), '-0.06', 1, {}, null],
  ['nothing', of({}), '0', 1, {}, null],
  ['another currency', of({}, 'USD'), '0.01', 1, {}, null],
  ['two currencies', of({}, 'EUR', 'USD'), '0.01', 1, {}, null],
  ['by hand', of({ fee: '0.01' }), '0.02', MANUAL_PASS, { fee: '0.01' }, null],
  ['the rest of a fee', of({ fee: '9' }), '9.03', 1, { fee: '9', rounding: '0.03' }, '0.03'],
  ['the rest of stated rounding', of({ rounding: '1' }), '1.04', 1, { rounding: '1.04' }, '0.04'],
  ['what cancels stated rounding', of({ rounding: '0.04' }), '0', 1, {}, '-0.04'],
])('%s', (_, tied, difference, pass, explained, writeOff) => {
  const found = roundOff(tied, decimal(difference), pass, rules);
  const texts = Object.entries(found.explained).map(([name, amount]) => [name, toText(amount)]);
  expect(Object.fromEntries(texts)).toEqual(explained);
  expect(found.writeOff && toText(found.writeOff)).toBe(writeOff);
});

test('the allowance is the larger of threshold and rounding limit', () => {
  const allowed = (currency: string) =>
    toText(allowanceOf(rules, currency, decimal('1'), decimal('1'), null));
  expect([allowed('EUR'), allowed('USD'), allowed('CHF')]).toEqual(['0.05', '1', '0']);
});
