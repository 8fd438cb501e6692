import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimalText } from '#core/money/compare-text.ts';
import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  fromBigInt,
  multiply,
  negate,
  ROUNDING_MODES,
  type RoundingMode,
  round,
  subtract,
  sum,
  toUnscaled,
  tryDecimal,
} from '#core/money/decimal.ts';
import { DecimalMalformed, DivisionByZero } from '#core/money/failures.ts';
import { canonicalText, toText, toTextWithScale } from '#core/money/format.ts';

const SCALE = 9;
/** Up to 45 digits, so that products have 90. */
const unscaled = fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n });
const at = (value: bigint): Decimal => fromBigInt(value, SCALE);

test('sums, differences and products equal those of integers', () => {
  fc.assert(
    fc.property(unscaled, unscaled, (a, b) => {
      expect(toUnscaled(add(at(a), at(b)), SCALE)).toBe(a + b);
      expect(toUnscaled(subtract(at(a), at(b)), SCALE)).toBe(a - b);
      expect(toUnscaled(multiply(at(a), at(b)), 2 * SCALE)).toBe(a * b);
      expect(compare(at(a), at(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(toUnscaled(sum([at(a), at(b), at(a)]), SCALE)).toBe(2n * a + b);
    }),
  );
});

/** Rounding by its definition: the two neighbours, and which of them the mode wants. */
function oracle(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  let below = n / d;
  if (below * d > n) below -= 1n;
  if (below * d === n) return below;
  const above = below + 1n;
  const towardsZero = n < 0n ? above : below;
  const away = n < 0n ? below : above;
  const distance = (n - below * d) * 2n - d;
  const nearest = distance < 0n ? below : distance > 0n ? above : null;
  const even = below % 2n === 0n ? below : above;
  return {
    half_up: nearest ?? away,
    half_even: nearest ?? even,
    half_down: nearest ?? towardsZero,
    up: away,
    down: towardsZero,
    ceiling: above,
    floor: below,
  }[mode];
}

const mode = fc.constantFrom(...ROUNDING_MODES);
/** Small numbers hit ties often. */
const dividend = fc.oneof(fc.bigInt({ min: -60n, max: 60n }), unscaled);
const divisor = fc.oneof(fc.bigInt({ min: -20n, max: 20n }), unscaled).filter((value) => value !== 0n);

test('a quotient is rounded once, as its definition says', () => {
  fc.assert(
    fc.property(dividend, divisor, fc.nat(12), mode, (a, b, scale, named) => {
      const expected = oracle(a * 10n ** BigInt(scale), b, named);
      expect(toUnscaled(divide(at(a), at(b), scale, named), scale)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test('rounding agrees with division by one', () => {
  fc.assert(
    fc.property(dividend, fc.nat(12), mode, (a, scale, named) => {
      expect(toText(round(at(a), scale, named))).toBe(toText(divide(at(a), decimal('1'), scale, named)));
    }),
    { numRuns: 500 },
  );
});

test('a tie that a rounded quotient would miss', () => {
  // 0.4999... of fifty nines: any intermediate rounding to fewer digits would make it a tie.
  const nearly = decimal(`0.4${'9'.repeat(50)}`);
  expect(toText(divide(nearly, decimal('1'), 0, 'half_up'))).toBe('0');
  expect(toText(divide(decimal('1'), decimal('3'), 40, 'half_up'))).toBe(`0.${'3'.repeat(40)}`);
  expect(() => divide(decimal('1'), decimal('0.00'), 2, 'half_up')).toThrow(DivisionByZero);
});

test('text is read strictly and written canonically', () => {
  for (const bad of [
    '',
    '-',
    '1e5',
    '1E5',
    '+1',
    '1,000',
    '1.',
    '.5',
    ' 1',
    '1 ',
    'NaN',
    'Infinity',
    '0x10',
    '--1',
    '1.2.3',
  ]) {
    expect(tryDecimal(bad), bad).toBeNull();
    expect(() => decimal(bad)).toThrow(DecimalMalformed);
  }
  expect(toText(decimal('-0.00'))).toBe('0');
  expect(toText(negate(decimal('0')))).toBe('0');
  expect(toTextWithScale(decimal('-0'), 2)).toBe('0.00');
  expect(toText(decimal('0.0000000001'))).toBe('0.0000000001');
  expect(toText(decimal('1000000000000000000000000000000000000000000'))).toBe(`1${'0'.repeat(42)}`);
  expect(toTextWithScale(decimal('12.5'), 2)).toBe('12.50');
  expect(toTextWithScale(decimal('12.505'), 2)).toBe('12.505');
});

test('canonical text without a Decimal equals that of a Decimal', () => {
  const digits = fc.stringMatching(/^[0-9]{0,12}$/);
  fc.assert(
    fc.property(fc.boolean(), digits, digits, fc.nat(5), (negative, whole, fraction, scale) => {
      fc.pre(whole !== '' || fraction !== '');
      const plain = `${negative ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
      expect(canonicalText(negative, whole, fraction, scale)).toBe(toTextWithScale(decimal(plain), scale));
    }),
    { numRuns: 2000 },
  );
});

test('canonical texts compare like the decimals that they are', () => {
  const value = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat(8));
  const canonical = value.map(([units, scale]) => toTextWithScale(fromBigInt(units, scale), scale));
  const near = fc.constantFrom(
    '0',
    '0.00',
    '1',
    '1.0',
    '-1',
    '-1.00',
    '10',
    '9.99',
    '-0.01',
    '0.01',
    '100.10',
    '100.1',
  );
  fc.assert(
    fc.property(fc.oneof(canonical, near), fc.oneof(canonical, near), (a, b) => {
      expect(Math.sign(compareDecimalText(a, b))).toBe(compare(decimal(a), decimal(b)));
    }),
    { numRuns: 3000 },
  );
});
