import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountParts, amountText, columnDecimals, countText, groupDigits } from '#app/format/amount.ts';
import { bytesText } from '#app/format/bytes.ts';
import { compareDecimals } from '#app/format/compare.ts';
import { type NumberStyle, numberStyleOf, PLAIN_STYLE } from '#app/format/number-style.ts';
import { dayOf, daysBetween, durationText, minuteOf, periodText, relativeTo } from '#app/format/time.ts';

const style = PLAIN_STYLE;
const decimalText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n }), fc.stringMatching(/^\d{0,12}$/))
  .map(
    ([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`,
  );

describe('amounts', () => {
  test.each([
    ['1234567.5', 'EUR', '1,234,567.50'],
    ['-0.5', 'EUR', '\u22120.50'],
    ['1234', 'JPY', '1,234'],
    ['1.5', 'JPY', '1.5'],
    ['7', 'KWD', '7.000'],
    ['0.123456789', 'EUR', '0.123456789'],
    ['12.5000', 'EUR', '12.50'],
    ['-0.00', 'EUR', '0.00'],
    ['900000000000000001.01', 'EUR', '900,000,000,000,000,001.01'],
    ['3', 'XYZ', '3'],
  ])('%s %s is %s', (text, currency, shown) => {
    expect(amountText(text, { currency, style })).toBe(shown);
  });

  test('what is no decimal is shown as it is', () => {
    expect(amountText('1e5', { currency: 'EUR', style })).toBe('1e5');
    expect(amountText('', { currency: 'EUR', style })).toBe('');
  });

  test('signs: always, never, and zero has none', () => {
    expect(amountText('5', { currency: 'EUR', style, signed: 'always' })).toBe('+5.00');
    expect(amountText('0', { currency: 'EUR', style, signed: 'always' })).toBe('0.00');
    expect(amountText('-5', { currency: 'EUR', style, signed: 'never' })).toBe('5.00');
  });

  test('no digit is lost, added or rounded: taking the dressing off gives the number back', () => {
    fc.assert(
      fc.property(decimalText, fc.constantFrom('EUR', 'JPY', 'KWD', 'XXX'), (text, currency) => {
        const shown = amountText(text, { currency, style });
        const plain = shown.replace('\u2212', '-').replaceAll(',', '');
        expect(compareDecimals(plain, text)).toBe(0);
      }),
    );
  });

  test('points of a column stand below each other: every text has the same width from its point on', () => {
    fc.assert(
      fc.property(fc.array(decimalText, { minLength: 1, maxLength: 20 }), (texts) => {
        const alignTo = columnDecimals(texts.map((amount) => ({ amount, currency: 'JPY' })));
        const tails = texts.map((text) => {
          const shown = amountText(text, { currency: 'JPY', style, alignTo });
          const point = shown.search(/[.\u2008]/);
          return point < 0 ? 0 : shown.length - point;
        });
        expect(new Set(tails).size).toBe(1);
      }),
    );
  });

  test('the sign of the parts is that of the value', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        expect(amountParts(text, 2)?.sign).toBe(compareDecimals(text, '0'));
      }),
    );
  });
});

describe('number styles', () => {
  const cases: [string, string][] = [
    ['en-GB,en;q=0.9', '12,345,678.90'],
    ['de-DE', '12.345.678,90'],
    ['de-CH', "12'345'678.90"],
    ['fr-FR', '12\u202f345\u202f678,90'],
    ['en-IN', '1,23,45,678.90'],
    ['ar-EG', '12,345,678.90'],
    ['xx-invalid-language-tag-too-long', '12,345,678.90'],
    ['*', '12,345,678.90'],
  ];
  test.each(cases)('%s', (language, shown) => {
    const read = amountText('12345678.9', { currency: 'EUR', style: numberStyleOf(language) });
    expect(read.replaceAll('\u00a0', '\u202f').replaceAll('’', "'")).toBe(shown);
  });

  test('Spanish groups from five digits on', () => {
    const spanish: NumberStyle = numberStyleOf('es-ES');
    expect(countText('1234', spanish)).toBe('1234');
    expect(countText('12345', spanish)).toBe('12.345');
  });

  test('grouping loses no digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{1,40}$/),
        fc.constantFrom('en', 'de', 'en-IN', 'es'),
        (digits, language) => {
          const group = numberStyleOf(language);
          expect(groupDigits(digits, group).replaceAll(group.group, '')).toBe(digits);
        },
      ),
    );
  });
});

test('decimals are compared exactly, where floats would call them equal', () => {
  expect(compareDecimals('900000000000000000.01', '900000000000000000.02')).toBe(-1);
  expect(compareDecimals('-1', '1')).toBe(-1);
  expect(compareDecimals('1.50', '1.5')).toBe(0);
  expect(compareDecimals('-0.5', '-0.25')).toBe(-1);
});

describe('times', () => {
  test('a day and a minute belong to a zone', () => {
    expect(dayOf('2026-01-31T23:30:00.000000Z', 'Europe/Berlin')).toBe('2026-02-01');
    expect(dayOf('2026-01-31T23:30:00.000000Z', 'America/Toronto')).toBe('2026-01-31');
    expect(minuteOf('2026-03-29T01:30:00.000000Z', 'Europe/Berlin')).toBe('2026-03-29 03:30');
  });

  test('ages count calendar days, over a change of the clock too', () => {
    expect(daysBetween('2026-03-28', '2026-03-30T06:00:00Z', 'Europe/Berlin')).toBe(2);
    expect(daysBetween('2026-03-28T22:59:00.000000Z', '2026-03-28T23:01:00Z', 'Europe/Berlin')).toBe(1);
  });

  test('words', () => {
    expect(relativeTo('2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z')).toBe('just now');
    expect(relativeTo('2026-01-01T00:00:00Z', '2026-01-01T05:30:00Z')).toBe('5 h ago');
    expect(relativeTo('2026-01-03T00:00:00Z', '2026-01-01T00:00:00Z')).toBe('in 2 d');
    expect(durationText('2026-01-01T00:00:00Z', '2026-01-01T00:03:20Z')).toBe('3 min 20 s');
    expect(periodText('2026-01')).toBe('January 2026');
    expect(periodText('')).toBe('To date');
    expect(periodText('2026-Q1')).toBe('2026-Q1');
    expect(bytesText('1499999')).toBe('1.5 MB');
    expect(bytesText(812)).toBe('812 B');
  });
});
