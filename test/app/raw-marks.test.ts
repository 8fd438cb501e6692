import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subtractDecimals, sumDecimals } from '#app/format/decimal-sum.ts';
import { cellsOf, decoded, marksOfCells, marksOfTexts } from '#app/presenters/raw-marks.server.ts';
import { decimal, subtract, sum } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { csvLine } from '#exports/writers/csv.ts';

const COMMA = { delimiter: ',', quote: '"' };

test('cells of a record are those that were written, each with its place', () => {
  const value = fc.oneof(fc.string(), fc.stringMatching(/^[a",\n ]{0,6}$/));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
      fc.pre(values.every((it) => !it.includes('\r') || /[",\n]/.test(it)));
      const text = csvLine(values);
      const cells = cellsOf(text, COMMA);
      expect(cells.map((cell) => cell.value)).toEqual(values);
      for (const { value: inside, start, end } of cells)
        expect(text.slice(start, end).replaceAll('""', '"')).toBe(inside);
    }),
  );
});

describe('marks', () => {
  test('columns that the rule reads are marked where they stand, not where their value stands first', () => {
    const text = '1;1;"a;1";12,50\r\n';
    const cells = cellsOf(text, { delimiter: ';', quote: '"' });
    const columns = new Map([
      ['reference', 'number'],
      ['total', 'gross'],
      ['gone', 'date'],
    ]);
    const marks = marksOfCells(cells, ['id', 'line', 'reference', 'total', 'gone'], columns);
    expect(marks.map(({ start, end, field }) => [text.slice(start, end), field])).toEqual([
      ['a;1', 'number'],
      ['12,50', 'gross'],
    ]);
  });

  test('SWIFT writes decimal commas and short days', () => {
    const text = ':61:2601050105D12,50NTRFREF-4711//BANK9\n';
    const values = new Map([
      ['value_date', '2026-01-05'],
      ['amount', '-12.50'],
      ['reference', 'REF-4711'],
      ['sequence', '1'],
    ]);
    expect(
      marksOfTexts(text, values, 'mt940').map(({ start, end, field }) => [text.slice(start, end), field]),
    ).toEqual([
      ['260105', 'value_date'],
      ['12,50', 'amount'],
      ['REF-4711', 'reference'],
    ]);
    expect(marksOfTexts('<Amt>12.5</Amt>', new Map([['amount', '12.50']]), 'camt053')).toEqual([
      { start: 5, end: 9, field: 'amount' },
    ]);
  });
});

test('bytes are read as declared, and byte by byte where they are not what they should be', () => {
  const csv = { type: 'csv', ...COMMA, header: 'first_row', decimalSeparator: '.', sign: 'minus' } as const;
  const latin = Buffer.from('Zo\xeb \x80', 'latin1');
  expect(decoded(latin, { ...csv, encoding: 'iso-8859-1' })).toEqual({
    text: 'Zoë \x80',
    encoding: 'iso-8859-1',
  });
  expect(decoded(latin, { ...csv, encoding: 'windows-1252' }).text).toBe('Zoë €');
  expect(decoded(latin, { ...csv, encoding: 'utf-8' })).toEqual({ text: 'Zoë \x80', encoding: 'iso-8859-1' });
  expect(decoded(Buffer.from('Zoë', 'utf16le'), { ...csv, encoding: 'utf-16le' }).text).toBe('Zoë');
  // Cut in the middle of a character, the text before it stays what it is.
  expect(decoded(Buffer.from('Zoë').subarray(0, 3), { ...csv, encoding: 'utf-8' }, true)).toEqual({
    text: 'Zo',
    encoding: 'utf-8',
  });
});

test('sums of decimal texts are those of exact decimals', () => {
  const text = fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 8 }))
    .map(([units, scale]) => {
      const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
      const point = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
      return units < 0n ? `-${point}` : point;
    });
  const exact = (value: string) => toText(decimal(value));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, (values, one) => {
      expect(exact(sumDecimals(values))).toBe(toText(sum(values.map((it) => decimal(it)))));
      const total = sumDecimals(values);
      expect(exact(subtractDecimals(total, one))).toBe(toText(subtract(decimal(total), decimal(one))));
    }),
  );
});
