import { expect, test } from 'vitest';
import { decimal } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Threshold } from '#core/reconcile/rules.ts';
import { allowance } from '#core/reconcile/threshold.ts';

const of = (over: Partial<Threshold>): Threshold => ({
  ...{ absolute: {}, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
  ...over,
});
const limit = (threshold: Threshold, left = '200', right = '-100', currency = 'EUR') =>
  toText(allowance(threshold, currency, decimal(left), decimal(right), null));

test.each([
  ['nothing declared', of({}), '0'],
  ['absolute alone', of({ absolute: { EUR: '0.05' } }), '0.05'],
  ['a currency that is not listed', of({ absolute: { USD: '1' } }), '0'],
  ['percent alone, of the left side', of({ percent: '1.5' }), '3'],
  ['of the absolute right side', of({ percent: '1.5', percentBase: 'right' }), '1.5'],
  ['of the larger', of({ percent: '1', percentBase: 'max' }), '2'],
  ['of the smaller', of({ percent: '1', percentBase: 'min' }), '1'],
  ['both, all: the smaller', of({ absolute: { EUR: '0.5' }, percent: '1' }), '0.5'],
  [
    'both, any: the larger',
    of({ absolute: { EUR: '0.5' }, percent: '1', combine: 'any', overrides: [] }),
    '2',
  ],
  ['both, all, not listed', of({ absolute: { USD: '0.5' }, percent: '1' }), '0'],
  [
    'both, any, not listed',
    of({ absolute: { USD: '0.5' }, percent: '1', combine: 'any', overrides: [] }),
    '2',
  ],
])('%s', (_, threshold, expected) => {
  expect(limit(threshold)).toBe(expected);
});

test('the percentage is not rounded, however many digits it takes', () => {
  expect(limit(of({ percent: '33.333333' }), '0.01')).toBe('0.0033333333');
  expect(limit(of({ percent: '0.1' }), '123456789012345678901234567890.12345678')).toBe(
    '123456789012345678901234567.89012345678',
  );
});
