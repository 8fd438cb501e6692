import { describe, expect, test } from 'vitest';
import { datasetNamed } from '#core/dataset/datasets.ts';
import { mapperOf, outcome } from './support.ts';

const PAYMENTS = datasetNamed('payments')?.fields.map(({ name }) => name) as string[];

/** One value through one field of payments; the other required ones are right. */
function read(field: string, map: string, value: string | null, format = '{type: csv}'): string | null {
  const fields = [
    field === 'amount' ? '' : 'amount: {value: 1, currency: EUR}',
    field === 'value_date' ? '' : 'value_date: {value: 2026-01-31}',
    `${field}: ${map}`,
  ];
  const result = outcome(
    mapperOf({ format, fields: fields.filter((line) => line !== '').join('\n') })({ id: '1', x: value }),
    PAYMENTS,
  );
  if (!Array.isArray(result)) return result[field] ?? null;
  expect(result).toHaveLength(1);
  return result[0]?.replace(`${field}: `, '!') as string;
}

describe('money', () => {
  const money = (currency: string, more = '') => `{from: x, currency: ${currency}${more}}`;
  test.each<[text: string, currency: string, result: string]>([
    ['12.5', 'EUR', '12.50'],
    ['0012.50', 'EUR', '12.50'],
    ['.5', 'EUR', '0.50'],
    ['-0', 'EUR', '0.00'],
    ['-0.00', 'EUR', '0.00'],
    ['12.5000', 'EUR', '12.50'],
    ['12.505', 'EUR', '!too_many_decimals'],
    ['1,234.50', 'EUR', '!not_a_number'],
    ['1 234.50', 'EUR', '!not_a_number'],
    ['1.234,50', 'EUR', '!not_a_number'],
    ['1e5', 'EUR', '!not_a_number'],
    ['1E5', 'EUR', '!not_a_number'],
    ['+1', 'EUR', '!not_a_number'],
    ['1-', 'EUR', '!not_a_number'],
    ['(1)', 'EUR', '!not_a_number'],
    ['--1', 'EUR', '!not_a_number'],
    ['5.', 'EUR', '!not_a_number'],
    ['.', 'EUR', '!not_a_number'],
    ['-', 'EUR', '!not_a_number'],
    [' 1', 'EUR', '!not_a_number'],
    ['1.2.3', 'EUR', '!not_a_number'],
    ['٣', 'EUR', '!not_a_number'],
    ['NaN', 'EUR', '!not_a_number'],
    ['€1', 'EUR', '!not_a_number'],
    ['9'.repeat(30), 'EUR', `${'9'.repeat(30)}.00`],
    ['9'.repeat(31), 'EUR', '!too_large'],
    ['9'.repeat(40), 'EUR', '!too_large'],
    [`${'0'.repeat(40)}1`, 'EUR', '1.00'],
    ['100', 'JPY', '100'],
    ['100.00', 'JPY', '100'],
    ['100.5', 'JPY', '!too_many_decimals'],
    ['1.234', 'KWD', '1.234'],
    ['1.2345', 'KWD', '!too_many_decimals'],
    ['', 'EUR', '!missing_value'],
  ])('%s %s is %s', (text, currency, result) => {
    expect(read('amount', money(currency), text)).toBe(result);
  });

  test.each<[format: string, text: string, result: string]>([
    ['decimal_separator: ",", thousands_separator: "."', '1.234.567,5', '1234567.50'],
    ['decimal_separator: ",", thousands_separator: "."', '1234567,5', '1234567.50'],
    ['decimal_separator: ",", thousands_separator: "."', '1.23.456,50', '!not_a_number'],
    ['decimal_separator: ",", thousands_separator: "."', '1234.567,50', '!not_a_number'],
    ['decimal_separator: ",", thousands_separator: "."', '.567,50', '!not_a_number'],
    ['decimal_separator: ",", thousands_separator: "."', '12.50', '!not_a_number'],
    ['decimal_separator: ",", thousands_separator: "."', '1,234.50', '!not_a_number'],
    ['decimal_separator: ","', '1.234,50', '!not_a_number'],
    ['thousands_separator: "\'"', "1'234.5", '1234.50'],
    ['thousands_separator: ","', '1,234.5', '1234.50'],
    ['thousands_separator: ","', '1.234,5', '!not_a_number'],
    ['sign: trailing', '12.5-', '-12.50'],
    ['sign: trailing', '-12.5', '!not_a_number'],
    ['sign: parentheses', '(12.5)', '-12.50'],
    ['sign: parentheses', '(12.5', '!not_a_number'],
    ['sign: parentheses', '-12.5', '!not_a_number'],
    ['sign: plus_or_minus', '+12.5', '12.50'],
    ['sign: plus_or_minus', '-12.5', '-12.50'],
  ])('%s: %s is %s', (format, text, result) => {
    expect(read('amount', money('EUR'), text, `{type: csv, ${format}}`)).toBe(result);
  });

  test('options', () => {
    expect(read('amount', money('EUR', ', negate: true'), '12.5')).toBe('-12.50');
    expect(read('amount', money('EUR', ', negate: true'), '0')).toBe('0.00');
    expect(read('amount', money('EUR', ', scale: 4'), '12.50505')).toBe('!too_many_decimals');
    expect(read('amount', money('EUR', ', scale: 4'), '12.5050')).toBe('12.505');
    expect(read('amount', money('EUR', ', scale: 0'), '12.5')).toBe('!too_many_decimals');
    expect(read('amount', money('EUR', ', minor_units: true'), '-5')).toBe('-0.05');
    expect(read('amount', money('JPY', ', minor_units: true'), '1250')).toBe('1250');
    expect(read('amount', money('KWD', ', minor_units: true'), '1250')).toBe('1.250');
    expect(read('amount', money('EUR', ', minor_units: true'), '12.5')).toBe('!not_whole');
    expect(read('amount', money('XAU', ', scale: 3'), '1.234')).toBe('1.234');
    expect(read('amount', money('EUR', ', nulls: ["-"], aliases: {none: 0}'), 'none')).toBe('0.00');
    expect(read('amount', money('EUR', ', nulls: ["-"]'), '-')).toBe('!missing_value');
    expect(read('amount', money('EUR', ', normalise: trim'), ' 1 ')).toBe('1.00');
  });
});

describe('currencies by row', () => {
  const map = (row: Record<string, string | null>, fee = '') =>
    outcome(
      mapperOf({ fields: `value_date: {value: 2026-01-31}\namount: {from: a, currency: {from: c}}\n${fee}` })(
        { id: '1', ...row },
      ),
      PAYMENTS,
    );

  test('each amount has the minor unit of its own currency', () => {
    expect(map({ a: '1', c: 'JPY' })).toMatchObject({ amount: '1', currency: 'JPY' });
    expect(map({ a: '1', c: 'KWD' })).toMatchObject({ amount: '1.000', currency: 'KWD' });
  });
  test('unknown, withdrawn, absent, without minor unit', () => {
    expect(map({ a: '1', c: 'XYZ' })).toEqual(['currency: unknown_currency']);
    expect(map({ a: '1', c: 'eur' })).toEqual(['currency: unknown_currency']);
    expect(map({ a: '1', c: 'DEM' })).toEqual(['currency: withdrawn_currency']);
    expect(map({ a: '1', c: '' })).toEqual(['amount: currency_missing']);
    expect(map({ a: '1', c: 'XAU' })).toEqual(['amount: currency_without_minor_unit']);
  });
  test('a withdrawn currency where it is declared', () => {
    const mapper = mapperOf({
      fields:
        'value_date: {value: 2026-01-31}\namount: {from: a, currency: {from: c, allow_withdrawn: true}, scale: 2}',
    });
    expect(outcome(mapper({ id: '1', a: '1.5', c: 'DEM' }), PAYMENTS)).toMatchObject({
      amount: '1.5',
      currency: 'DEM',
    });
  });
  test('two amounts of a record are in one currency', () => {
    const fee = 'fee: {from: f, currency: {from: fc}}';
    expect(map({ a: '1', c: 'EUR', f: '2', fc: 'EUR' }, fee)).toMatchObject({ amount: '1.00', fee: '2.00' });
    expect(map({ a: '1', c: 'EUR', f: '2', fc: 'USD' }, fee)).toEqual(['fee: currency_differs']);
    expect(map({ a: '1', c: 'EUR', f: '2', fc: null }, fee)).toEqual(['fee: currency_missing']);
    expect(map({ a: '1', c: 'EUR', f: null, fc: null }, fee)).toMatchObject({ amount: '1.00' });
  });
});

describe('text, codes and the rest', () => {
  test.each<[field: string, map: string, text: string, result: string | null]>([
    ['reference', '{from: x, normalise: [trim, collapse_spaces, upper]}', '  inv   7 ß', 'INV 7 SS'],
    ['reference', '{from: x, normalise: [alphanumeric, strip_leading_zeros]}', '00-12/A', '12A'],
    ['reference', '{from: x, normalise: strip_leading_zeros}', '000', '0'],
    ['reference', '{from: x, normalise: nfkc}', 'ﬁ①', 'fi1'],
    ['reference', '{from: x, nulls: [NULL, "-"]}', 'NULL', null],
    ['reference', '{from: x, normalise: trim}', '   ', null],
    ['reference', '{from: x}', '   ', '   '],
    ['reference', '{from: x}', '007', '007'],
    ['reference', '{from: x}', 'a\u0000b', '!unstorable_character'],
    ['reference', '{from: x}', 'a\ud800b', '!unstorable_character'],
    ['reference', '{from: x}', '\u{1F600}', '\u{1F600}'],
    ['reference', '{from: x}', 'a'.repeat(1001), '!too_long'],
    ['reference', '{from: x, optional: false}', '', '!missing_value'],
    ['direction', '{from: x, aliases: {CRDT: in, DBIT: out}}', 'CRDT', 'in'],
    ['direction', '{from: x, aliases: {CRDT: in, DBIT: out}}', 'XXXX', '!not_listed'],
    ['method', '{from: x, aliases: {a: b}}', 'c', 'c'],
    ['method', '{from: x, aliases: {a: b}, aliases_closed: true}', 'c', '!not_listed'],
    ['method', '{from: x, aliases: {a: b}}', '__proto__', '__proto__'],
  ])('%s %s of %j is %j', (field, map, text, result) => {
    expect(read(field, map, text)).toBe(result);
  });

  test('integers, booleans, quantities and rates', () => {
    const fields = `account: {value: a}\nperiod_end: {value: 2026-01-31}\nopening_balance: {value: 0, currency: EUR}
closing_balance: {value: 0}\nentry_count: {from: n}\nproven: {from: b, aliases: {yes: true}}`;
    const names = datasetNamed('statements')?.fields.map(({ name }) => name) as string[];
    const map = (n: string, b: string) =>
      outcome(mapperOf({ dataset: 'statements', fields })({ id: '1', n, b }), names);
    expect(map('5.0', 'True')).toMatchObject({ entry_count: '5', proven: 'true' });
    expect(map('9223372036854775807', 'yes')).toMatchObject({
      entry_count: '9223372036854775807',
      proven: 'true',
    });
    expect(map('9223372036854775808', 'no')).toEqual(['entry_count: too_large', 'proven: not_a_boolean']);
    expect(map('-9223372036854775808', 'false')).toMatchObject({ entry_count: '-9223372036854775808' });
    expect(map('1.5', '')).toEqual(['entry_count: not_whole']);
    const fx = mapperOf({
      dataset: 'fx_rates',
      fields: 'date: {value: 2026-01-31}\nbase: {value: EUR}\nquote: {value: USD}\nrate: x',
    });
    const rates = datasetNamed('fx_rates')?.fields.map(({ name }) => name) as string[];
    expect(outcome(fx({ id: '1', x: '1.08010000' }), rates)).toMatchObject({ rate: '1.0801' });
    expect(outcome(fx({ id: '1', x: `0.${'0'.repeat(17)}1` }), rates)).toMatchObject({
      rate: `0.${'0'.repeat(17)}1`,
    });
    expect(outcome(fx({ id: '1', x: `0.${'0'.repeat(18)}1` }), rates)).toEqual(['rate: too_many_decimals']);
    expect(outcome(fx({ id: '1', x: '1'.repeat(21) }), rates)).toEqual(['rate: too_large']);
  });
});

test('a row tells everything that is wrong with it, once', () => {
  const mapper = mapperOf({
    fields: `amount: {from: a, currency: {from: c}}
fee: {compute: "amount * 2"}
value_date: {from: d}
reference: {from: r, optional: false}`,
    rest: 'checks:\n  - {name: positive, expr: "amount > 0"}',
  });
  const result = mapper({ id: '7', a: '1,5', c: 'EUR', d: '2026-02-30', r: '' });
  if (!('problems' in result)) throw new Error('was mapped');
  expect(result.recordKey).toBe('7');
  expect(result.problems.map(({ field, column, value, rule }) => [field, column, value, rule])).toEqual([
    ['amount', 'a', '1,5', 'not_a_number'],
    ['value_date', 'd', '2026-02-30', 'date_does_not_exist'],
    ['reference', 'r', '', 'missing_value'],
  ]);
  expect(result.problems[0]?.expected).toContain('no thousands separator');
});

test('a huge value is shown in part, with its length', () => {
  const result = mapperOf({ fields: 'amount: {from: a, currency: EUR}\nvalue_date: {value: 2026-01-31}' })({
    id: '1',
    a: 'x'.repeat(1_000_000),
  });
  expect('problems' in result && result.problems[0]?.value).toMatch(/^x{500}\.\.\. \(1000000 characters\)$/);
});
