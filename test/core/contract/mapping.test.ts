import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileContract } from '#core/contract/compile.ts';
import { escapeKeyPart, splitRecordKey } from '#core/contract/record-key.ts';
import { contractOf, contractText, mapOne, mapperOf, type Setting, workspaceOf } from './support.ts';

const BASE = 'amount: {from: a, currency: EUR}\nvalue_date: {from: d}';
const ROW = { id: '1', a: '12.5', d: '2026-01-31' };

test('fields come in the order of the dataset, canonical', () => {
  const mapper = mapperOf({
    fields: `reference: {from: order, normalise: [trim, upper]}\namount: {from: paid, type: money, currency: BRL}\nvalue_date: {from: at, type: date, zone: America/Sao_Paulo}`,
    key: '[order, seq]',
    zone: 'America/Sao_Paulo',
  });
  expect(mapper({ order: ' ab1 ', seq: '2', paid: '7', at: '2018-03-01 23:15:00' })).toEqual({
    recordKey: ' ab1 |2',
    // account, direction, value_date, booking_date, amount, fee, currency, reference, ...
    fields: [null, null, '2018-03-01', null, '7.00', null, 'BRL', 'AB1', null, null, null, null, null, null],
    attributes: null,
    warnings: [],
  });
});

describe('keys', () => {
  const keyOf = (key: string, row: Record<string, string>, fields = '') =>
    mapperOf({ fields: `${BASE}\n${fields}`, key })({ ...ROW, ...row }).recordKey;
  test('one part is itself, several are joined without ambiguity', () => {
    expect(keyOf('[id]', { id: 'a|b\\' })).toBe('a|b\\');
    expect(keyOf('id', { id: '7' })).toBe('7');
    expect(keyOf('[id, n]', { id: 'a|b', n: 'c' })).toBe('a\\|b|c');
    expect(keyOf('[id, n]', { id: 'a', n: 'b|c' })).toBe('a|b\\|c');
  });
  test('a mapped field counts before a column of its name', () => {
    expect(
      keyOf(
        '[reference]',
        { reference: 'column', id: ' x ' },
        'reference: {from: id, normalise: [trim, upper]}',
      ),
    ).toBe('X');
  });
  test('joining and splitting are inverse', () => {
    const part = fc.string({ minLength: 1, unit: fc.constantFrom('a', '|', '\\', 'é') });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(splitRecordKey(parts.map(escapeKeyPart).join('|'))).toEqual(parts);
      }),
    );
  });
  test('occurrences are left to be counted', () => {
    const mapper = compileContract(contractOf({ fields: BASE, key: '[id, "#occurrence"]' }));
    expect(mapper.numbersOccurrences).toBe(true);
    expect(mapper.columns).not.toContain('#occurrence');
    expect(mapOne(mapper, { ...ROW, id: 'a|b' }).recordKey).toBe('a\\|b|1');
    expect(compileContract(contractOf({ fields: BASE })).numbersOccurrences).toBe(false);
  });
  test('a part that is missing, too long or not storable', () => {
    const rules = (id: string | null) => {
      const result = mapperOf({ fields: BASE })({ ...ROW, id });
      return 'problems' in result
        ? [result.recordKey, ...result.problems.map(({ rule }) => rule)]
        : result.recordKey;
    };
    expect(rules('')).toEqual([null, 'empty_key']);
    expect(rules(null)).toEqual([null, 'empty_key']);
    expect(rules('x'.repeat(401))).toEqual([null, 'key_too_long']);
    expect(rules('a\u0000')).toEqual([null, 'unstorable_character']);
    expect(rules('x'.repeat(400))).toBe('x'.repeat(400));
  });
  test('a refused field in the key is told once, and there is no key', () => {
    const result = mapperOf({ fields: BASE, key: '[value_date]' })({ ...ROW, d: 'x' });
    expect(result).toMatchObject({
      recordKey: null,
      problems: [{ field: 'value_date', rule: 'not_a_date' }],
    });
  });
});

describe('compute', () => {
  const first = (setting: Partial<Setting> & { fields: string }, row: Record<string, string | null> = {}) => {
    const result = mapperOf(setting)({ ...ROW, ...row });
    return 'problems' in result
      ? result.problems.map(({ field, column, rule }) => [field, column, rule])
      : result.fields[4];
  };
  const net = 'amount: {compute: "a - f", currency: EUR}\nvalue_date: {from: d}';
  test('raw columns are numbers in the format of the contract', () => {
    expect(first({ fields: net }, { f: '0.25' })).toBe('12.25');
    expect(
      first(
        { fields: net, format: '{type: csv, decimal_separator: ",", thousands_separator: "."}' },
        { a: '1.012,5', f: '0,25' },
      ),
    ).toBe('1012.25');
    expect(first({ fields: net }, { f: '0,25' })).toEqual([['amount', 'f', 'not_a_number']]);
    expect(first({ fields: net }, { f: '' })).toEqual([['amount', null, 'missing_value']]);
  });
  test('a field may be computed from a column of its own name', () => {
    expect(
      first(
        { fields: 'amount: {compute: "amount * 2", currency: EUR}\nvalue_date: {from: d}' },
        { amount: '3' },
      ),
    ).toBe('6.00');
  });
  test('fields are computed after what they need, wherever they stand', () => {
    const fields = 'amount: {compute: "fee + fee", currency: EUR}\nfee: {from: f}\nvalue_date: {from: d}';
    expect(first({ fields }, { f: '1.10' })).toBe('2.20');
    expect(first({ fields }, { f: 'x' })).toEqual([['fee', 'f', 'not_a_number']]);
  });
  test('results keep the rules of their type', () => {
    expect(first({ fields: 'amount: {compute: "a * 0.333", currency: EUR}\nvalue_date: {from: d}' })).toEqual(
      [['amount', null, 'too_many_decimals']],
    );
    expect(
      first(
        { fields: `amount: {compute: "round(a / f, 2, 'half_even')", currency: EUR}\nvalue_date: {from: d}` },
        { f: '0' },
      ),
    ).toEqual([['amount', null, 'division_by_zero']]);
    expect(
      first(
        { fields: 'amount: {compute: "a * a", currency: JPY}\nvalue_date: {from: d}' },
        { a: '9'.repeat(30) },
      ),
    ).toEqual([['amount', null, 'too_large']]);
  });
});

test('attributes, of any type, beside the fields', () => {
  const mapper = mapperOf({
    fields: BASE,
    rest: `attributes:
  customer: CustomerID
  tip: {from: t, type: money}
  paid_on: {from: p, type: date, pattern: dd.MM.yyyy}
  big: {compute: "amount > 10", type: boolean}`,
  });
  expect(mapper({ ...ROW, CustomerID: '17850.0', t: '1', p: '01.02.2026' })).toMatchObject({
    attributes: { customer: '17850.0', tip: '1.00', paid_on: '2026-02-01', big: 'true' },
  });
  expect(mapper({ ...ROW })).toMatchObject({
    attributes: { customer: null, tip: null, paid_on: null, big: 'true' },
  });
  expect(mapper({ ...ROW, p: '30.02.2026' })).toMatchObject({
    problems: [{ field: 'paid_on', rule: 'date_does_not_exist' }],
  });
});

test('columns of lookups come last, all of them, in their order', () => {
  const mapper = compileContract(
    contractOf({
      fields: 'amount: {from: a, currency: {from: inv.cur}}\nvalue_date: {from: inv.day}',
      rest: 'lookups:\n  - {name: inv, file: "inv*.csv", on: {column: inv_id, lookup_column: id}, columns: [unused, day, cur]}',
    }),
  );
  expect(mapper.columns).toEqual(['a', 'id', 'inv_id', 'inv.unused', 'inv.day', 'inv.cur']);
  expect(mapper.map(['1', 'k', 'i', 'u', '2026-01-31', 'USD'])).toMatchObject({ recordKey: 'k' });
  expect(mapper.map(['1', 'k', 'i', null, null, null])).toMatchObject({
    problems: [
      { field: 'amount', rule: 'currency_missing' },
      { field: 'value_date', column: 'inv.day', rule: 'missing_value' },
    ],
  });
});

test('checks: false quarantines or warns, unknown passes', () => {
  const mapper = mapperOf({
    fields: `${BASE}\nfee: {from: f}`,
    rest: 'checks:\n  - {name: positive, expr: "amount >= 0"}\n  - {name: small_fee, expr: "fee <= amount * 0.05", on_fail: warn}',
  });
  expect(mapper({ ...ROW, a: '-1' })).toEqual({
    recordKey: '1',
    problems: [{ field: 'amount', column: null, value: '-1.00', rule: 'positive', expected: 'amount >= 0' }],
  });
  expect(mapper({ ...ROW, f: '5' })).toMatchObject({
    warnings: [{ field: 'fee, amount', value: '5.00, 12.50', rule: 'small_fee' }],
  });
  expect(mapper({ ...ROW, f: '' })).toMatchObject({ warnings: [] });
});

test('rows do not leak into each other', () => {
  const mapper = compileContract(contractOf({ fields: `${BASE}\nreference: {from: r}` }));
  const good = mapOne(mapper, { ...ROW, r: 'x' });
  const bad = mapOne(mapper, { ...ROW, a: 'x', r: 'y' });
  const after = mapOne(mapper, { ...ROW, id: '2' });
  expect(good).toMatchObject({ recordKey: '1', fields: expect.arrayContaining(['x', '12.50']) });
  expect(bad).toMatchObject({ problems: [{ rule: 'not_a_number' }] });
  expect(after).toMatchObject({ recordKey: '2' });
  expect('fields' in after && after.fields).not.toContain('x');
});

test('the hash is of what the contract says, not of how it is written', () => {
  const text = contractText({ fields: BASE });
  const hash = (written: string, zone?: string) => workspaceOf(written, zone).contracts[0]?.hash;
  expect(hash(text)).toMatch(/^[0-9a-f]{64}$/);
  expect(hash(`# a comment\n${text.replace('key: [id]', 'key:   id')}`)).toBe(hash(text));
  expect(hash(contractText({ fields: BASE.split('\n').reverse().join('\n') }))).toBe(hash(text));
  expect(hash(text.replace('currency: EUR', 'currency: USD'))).not.toBe(hash(text));
  expect(hash(text, 'Asia/Tokyo')).not.toBe(hash(text));
});
