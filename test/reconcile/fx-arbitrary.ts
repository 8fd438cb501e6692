import fc from 'fast-check';
import { decimal, multiply, ROUNDING_MODES } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { Cardinality, ExplainRule, FxPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { keyPass, rulesOf, type TestRecord } from './books.ts';
import { RATES, type TestQuote } from './rate-books.ts';

/** Few keys and days, two currencies a key as a rule, amounts that a simple rate makes equal. */
const days = fc.constantFrom(
  '2026-01-03',
  '2026-01-05',
  '2026-01-30',
  '2026-01-31',
  '2026-02-01',
  '2026-02-09',
  null,
);
const amounts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1.00', '2.00', '2', '4', '-2.00', '0', '1.50') },
  { weight: 3, arbitrary: fc.integer({ min: -9_999, max: 9_999 }).map((cents) => (cents / 100).toFixed(2)) },
  { weight: 1, arbitrary: fc.constantFrom('0.005', '-0.015', '123456789012345678901234567890.12345678') },
);
const record = (recordKey: string, currencies: string[]) =>
  fc.record<TestRecord>({
    recordKey: fc.constant(recordKey),
    reference: fc.constantFrom(recordKey, recordKey, recordKey, 'A', 'B', null),
    counterparty: fc.constantFrom('X', 'Y', 'FEE', null),
    amount: amounts,
    currency: fc.constantFrom(...currencies),
    date: days,
  });
const said = (currencies: string[]) =>
  fc
    .tuple(
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'].map((key) =>
        fc.option(record(key, currencies), { freq: 3 }),
      ),
    )
    .map((records) => records.filter((one): one is TestRecord => one !== null));

/** Long rates, ones that make ties, and ones that are none. */
const rates = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('2', '0.5', '1', '1.25', '4', '2.000') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(3), fc.bigInt({ min: 1n, max: 10n ** 30n }))
      .map(([whole, digits]) => `${whole}.${String(digits).padStart(31, '0')}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('0', '-1', '0.0000000000000000000000000000000001', '3000000000') },
);
const codes = fc.constantFrom('EUR', 'EUR', 'USD', 'USD', 'JPY', 'GBP', 'ZZZ');
const quotes: fc.Arbitrary<TestQuote[]> = fc.array(
  fc.tuple(
    fc.constantFrom('2026-01-02', '2026-01-03', '2026-01-05', '2026-01-29', '2026-01-31', '2026-02-02'),
    codes,
    codes,
    rates,
  ),
  { maxLength: 6 },
);

/** Quotes of the pair that most books are in, so that not every rate is missing. */
const usual = fc.constantFrom<TestQuote[]>(
  [
    ['2026-01-02', 'USD', 'EUR', '2'],
    ['2026-01-29', 'USD', 'EUR', '2'],
  ],
  [['2026-01-02', 'USD', 'EUR', '2']],
  [
    ['2026-01-03', 'EUR', 'USD', '0.5'],
    ['2026-01-31', 'EUR', 'USD', '2'],
  ],
  [
    ['2026-01-02', 'USD', 'GBP', '4'],
    ['2026-01-03', 'EUR', 'GBP', '2'],
    ['2026-01-30', 'GBP', 'EUR', '0.25'],
  ],
);

/** The right side often shows what a left line comes to at a usual rate. */
const likeness = fc.array(fc.constantFrom('2', '2', '2', '0.5', 'same', 'same', null), {
  minLength: 12,
  maxLength: 12,
});
const books = fc
  .tuple(
    said(['USD', 'USD', 'USD', 'USD', 'EUR', 'JPY', 'GBP']),
    said(['EUR', 'EUR', 'USD', 'JPY', 'XAU', 'ZZZ']),
    likeness,
  )
  .map(([left, own, factors]) => ({
    left,
    right: own.map((record, index) => {
      const [model, factor] = [left[index], factors[index] ?? null];
      if (!model?.amount || factor === null) return record;
      if (factor === 'same') return { ...model, recordKey: record.recordKey, date: record.date };
      const amount = toText(multiply(decimal(model.amount), decimal(factor)));
      return {
        ...record,
        reference: model.reference,
        counterparty: model.counterparty,
        amount,
        currency: 'EUR',
      };
    }),
  }));

export const fxHistories = fc.array(
  fc.record({
    books,
    quotes: fc.option(
      fc.tuple(quotes, usual).map((both) => both.flat()),
      { freq: 8 },
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

const fxPass = fc
  .record({
    name: fc.constant('by-rate'),
    type: fc.constant('fx' as const),
    on: fc.constantFrom(
      [{ left: 'number', right: 'reference' }],
      [{ left: 'number', right: 'reference' }],
      [{ left: 'counterparty', right: 'counterparty' }],
    ),
    cardinality: fc.constantFrom<Cardinality[]>('1:1', '1:N', 'N:1', 'N:M', 'N:M'),
    rates: fc.constant(RATES),
    date: fc.constantFrom('left' as const, 'right' as const),
    maxAgeDays: fc.constantFrom(0, 3, 40, 40, 40),
    pivot: fc.constantFrom(undefined, 'GBP', 'EUR', 'JPY'),
    rounding: fc.constantFrom(...ROUNDING_MODES),
    days: fc.constantFrom(undefined, undefined, { before: 1, after: 3 }),
  })
  .map(
    ({ pivot, days: within, ...pass }): FxPass => ({
      ...pass,
      ...(pivot === undefined ? {} : { pivot }),
      ...(within === undefined ? {} : { days: within }),
    }),
  );

const explain = fc.subarray<ExplainRule>([
  { name: 'charges', class: 'fee', side: 'right', field: 'counterparty', is: ['FEE'] },
  { name: 'booked-on', class: 'tax', side: 'left', field: 'gross', is: ['2', '-2'], sign: 'negative' },
  { name: 'in-transit', class: 'timing', side: 'left', sign: 'positive', withinDays: 5 },
  { name: 'outstanding', class: 'timing', side: 'right', sign: 'negative', withinDays: 30 },
  { name: 'by-key', class: 'rounding', side: 'left', field: 'record_key', is: ['1', '3'], withinDays: 0 },
  { name: 'any', class: 'fx', side: 'right' },
]);

export const fxRules: fc.Arbitrary<ReconciliationRules> = fc
  .record({
    fx: fc.array(fxPass, { minLength: 1, maxLength: 2 }),
    cardinality: fc.constantFrom('1:1', 'N:1', 'N:M', 'N:M'),
    netToZero: fc.boolean(),
    days: fc.constantFrom(undefined, { before: 2, after: 1 }),
    isKeyed: fc.constantFrom(true, true, true, true, false),
    explain,
    absolute: fc.constantFrom<Record<string, string>>(
      {},
      { EUR: '0.5', USD: '1' },
      { EUR: '100', JPY: '100' },
    ),
    percent: fc.constantFrom('0', '0', '10'),
    materiality: fc.constantFrom<Record<string, string>>({}, { EUR: '1', USD: '2' }),
  })
  .map(({ fx, cardinality, netToZero, days: within, isKeyed, absolute, percent, ...over }) => {
    const first = keyPass({ cardinality, netToZero, ...(within ? { days: within } : {}) });
    const named = fx.map((pass, index) => ({ ...pass, name: `by-rate-${index}` }));
    const passes = isKeyed || named.length === 0 ? [first, ...named] : named;
    const threshold = { absolute, percent, percentBase: 'left', combine: 'any', overrides: [] } as const;
    return rulesOf({ ...over, passes, threshold });
  });
