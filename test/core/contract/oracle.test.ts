import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileContract } from '#core/contract/compile.ts';
import { datasetNamed } from '#core/dataset/datasets.ts';
import { contractOf, mapOne, outcome } from './support.ts';

/**
 * The slow and plain way: a number is what a regular expression says it is, its value a BigInt in units of 10^-60, a date
 * is what the Date of the runtime gives back unchanged.
 */
interface Style {
  point: string;
  thousands: string;
  negate: boolean;
}
const UNITS = 60;
const MINOR: Record<string, number> = { EUR: 2, JPY: 0, KWD: 3, CLF: 4 };

function plainAmount(text: string, currency: string, style: Style): string {
  const literally = (character: string) => `\\${character}`;
  const grouped = style.thousands === '' ? '' : `|\\d{1,3}(?:${literally(style.thousands)}\\d{3})+`;
  const shape = new RegExp(`^(-?)(\\d*${grouped})(?:${literally(style.point)}(\\d+))?$`);
  const parts = shape.exec(text);
  if (parts === null || (parts[2] === '' && parts[3] === undefined)) return 'not_a_number';
  const digits = (parts[2] ?? '').split(style.thousands === '' ? 'none' : style.thousands).join('');
  const fraction = parts[3] ?? '';
  const value = BigInt(`${digits}${fraction.padEnd(UNITS, '0')}`);
  if (value / 10n ** BigInt(UNITS) >= 10n ** 30n) return 'too_large';
  const minor = MINOR[currency] as number;
  if (value % 10n ** BigInt(UNITS - minor) !== 0n) return 'too_many_decimals';
  const units = (value / 10n ** BigInt(UNITS - minor)).toString().padStart(minor + 1, '0');
  const negative = (parts[1] === '-') !== style.negate && value !== 0n;
  const written = minor === 0 ? units : `${units.slice(0, -minor)}.${units.slice(-minor)}`;
  return `${negative ? '-' : ''}${written}`;
}

function plainDate(text: string): string {
  const parts = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text);
  if (parts === null) return 'not_a_date';
  const iso = `${parts[3]}-${parts[2]}-${parts[1]}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) && parts[3] !== '0000'
    ? iso
    : 'date_does_not_exist';
}

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${most}}$`));
const group = fc.array(fc.stringMatching(/^[0-9]{1,4}$/), { minLength: 1, maxLength: 5 });
const amountText = (style: Style) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('', '-'), digits(40), fc.constantFrom('', style.point), digits(6))
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('', '-'), group, fc.constantFrom(',', '.', "'"), digits(3))
      .map(([sign, groups, separator, end]) => `${sign}${groups.join(separator)}${style.point}${end}`),
    fc.stringMatching(/^[-+0-9.,'e ()]{1,12}$/),
    fc.constantFrom('0', '-0', '-0.00', '0,00', '1e5', '1.50', '1,50', '.5', ',5', '5.'),
  );
const dateText = fc.oneof(
  fc
    .tuple(fc.nat(33), fc.nat(14), fc.integer({ min: 0, max: 9999 }))
    .map(
      ([d, m, y]) =>
        `${String(d).padStart(2, '0')}.${String(m).padStart(2, '0')}.${String(y).padStart(4, '0')}`,
    ),
  fc.constantFrom(
    '29.02.2024',
    '29.02.2025',
    '29.02.1900',
    '29.02.2000',
    '31.04.2026',
    '1.1.2026',
    '2026-01-01',
    '01.01.26',
  ),
);

const STYLES: [string, Style][] = [
  ['{type: csv}', { point: '.', thousands: '', negate: false }],
  ['{type: csv, decimal_separator: ","}', { point: ',', thousands: '', negate: true }],
  [
    '{type: csv, decimal_separator: ",", thousands_separator: "."}',
    { point: ',', thousands: '.', negate: false },
  ],
  [`{type: csv, thousands_separator: "'"}`, { point: '.', thousands: "'", negate: true }],
];
const NAMES = datasetNamed('payments')?.fields.map(({ name }) => name) as string[];

test.each(STYLES)('rows in %s are read as the plain way reads them', (format, style) => {
  const fields = `amount: {from: a, currency: {from: c}${style.negate ? ', negate: true' : ''}}
value_date: {from: d, pattern: dd.MM.yyyy}
reference: {from: r, normalise: [trim, upper], nulls: ["-"]}`;
  const mapper = compileContract(contractOf({ format, fields, key: '[id, r]' }));
  const row = fc.record({
    id: fc.constantFrom('1', 'a|b', 'a\\', ''),
    a: amountText(style),
    c: fc.constantFrom(...Object.keys(MINOR)),
    d: dateText,
    r: fc.constantFrom('x1', ' x1 ', '-', ' ', 'ä'),
  });
  fc.assert(
    fc.property(row, ({ id, a, c, d, r }) => {
      const amount = a === '' ? 'missing_value' : plainAmount(a, c, style);
      const date = plainDate(d);
      const result = mapOne(mapper, { id, a, c, d, r });
      const refused = [
        ...(/^[a-z]/.test(amount) ? [`amount: ${amount}`] : []),
        ...(/^[a-z]/.test(date) ? [`value_date: ${date}`] : []),
        ...(id === '' ? ['id: empty_key'] : []),
      ];
      if (refused.length > 0) {
        expect(outcome(result, NAMES)).toEqual(refused);
        return;
      }
      const reference = r.trim() === '-' || r.trim() === '' ? {} : { reference: r.trim().toUpperCase() };
      expect(outcome(result, NAMES)).toEqual({ amount, currency: c, value_date: date, ...reference });
      expect(result.recordKey).toBe(
        [id, r].map((part) => part.replaceAll('\\', '\\\\').replaceAll('|', '\\|')).join('|'),
      );
    }),
    { numRuns: 3000 },
  );
});
