import fc from 'fast-check';
import type { Expression } from '#core/expression/expression.ts';
import type {
  AmountPart,
  KeyPass,
  LimitOverride,
  ReconciliationRules,
  Threshold,
} from '#core/reconcile/rules.ts';
import { rulesOf, type TestRecord } from './books.ts';

/** Few keys, currencies and days, so that groups of every shape come up; some hostile ones among them. */
const references = fc.constantFrom('A', 'A', 'A', 'B', 'B', 'C', '~A', '\\A', 'A|B', '', 'é', null);
const counterparties = fc.constantFrom('X', 'X', 'Y', 'A', null);
const currencies = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', 'JPY', 'ZZZ', null);
const days = fc.constantFrom('2026-01-01', '2026-01-01', '2026-01-03', '2026-01-31', '2026-02-15', null);
const amounts = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }).map((whole) => `${whole}.00`) },
  { weight: 2, arbitrary: fc.integer({ min: -300, max: 300 }).map((cents) => (cents / 100).toFixed(2)) },
  { weight: 1, arbitrary: fc.constantFrom('0', '0.00', '0.001', '-0.001', '1.00000000') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '46116860184273879.03',
      '-46116860184273879.04',
      '92233720368547758.07',
      '-92233720368547758.08',
      '123456789012345678901234567890.12345678',
    ),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

const record = (recordKey: string) =>
  fc.record<TestRecord>({
    recordKey: fc.constant(recordKey),
    reference: references,
    counterparty: counterparties,
    amount: amounts,
    currency: currencies,
    date: days,
    part: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: fc.constantFrom('0', '0.00', '1.00', '-1.0', '2', '0.01') },
      { weight: 1, arbitrary: fc.constantFrom('92233720368547758.07', '-0.001') },
    ),
  });

/** What one side says in one snapshot: any of seven records. The same record in two snapshots may differ. */
const said = fc
  .tuple(...['1', '2', '3', '4', '5', '6', '7'].map((key) => fc.option(record(key), { freq: 3 })))
  .map((records) => records.filter((one): one is TestRecord => one !== null));

/** The right side often shows what the left shows, or nearly so: books that never tie out would test little. */
const mirrors = fc.array(fc.constantFrom('same', 'same', 'amount', 'date', 'part', 'other'), {
  minLength: 7,
  maxLength: 7,
});
const bothSides = fc.tuple(said, said, mirrors).map(([left, own, likeness]) => ({
  left,
  right: own.map((record, index) => {
    const model = left[index] ?? record;
    if (likeness[index] === 'same') return { ...model, recordKey: record.recordKey };
    if (likeness[index] === 'amount') return { ...model, recordKey: record.recordKey, amount: record.amount };
    if (likeness[index] === 'part')
      return { ...model, recordKey: record.recordKey, part: record.part ?? null };
    return likeness[index] === 'date' ? { ...model, recordKey: record.recordKey, date: record.date } : record;
  }),
}));

/** Snapshots of both sides in their order; either side may stay as it is, and not every snapshot is followed by a run. */
export const histories = fc.array(
  fc
    .tuple(bothSides, fc.constantFrom('both', 'both', 'left', 'right'), fc.constantFrom(true, true, false))
    .map(([{ left, right }, moves, isRun]) => ({
      left: moves === 'right' ? null : left,
      right: moves === 'left' ? null : right,
      isRun,
    })),
  { minLength: 1, maxLength: 5 },
);

const limits = {
  absolute: fc.constantFrom<Record<string, string>>(
    {},
    { EUR: '0.01' },
    { EUR: '1.00', USD: '0.5', JPY: '2' },
    { EUR: '100000000000000000' },
  ),
  percent: fc.constantFrom('0', '0.5', '33.333', '100'),
  percentBase: fc.constantFrom('left' as const, 'right' as const, 'max' as const, 'min' as const),
  combine: fc.constantFrom('any' as const, 'all' as const),
};

/** By a field of both sides, or of one that the other has not; some values lie under two overrides. */
const overrides = fc.array(
  fc.record<LimitOverride>({
    ...limits,
    field: fc.constantFrom<LimitOverride['field']>(
      { left: 'counterparty', right: 'counterparty' },
      { left: 'number' },
      { right: 'attributes.ref' },
      { right: 'amount' },
      { left: 'record_key', right: 'value_date' },
    ),
    is: fc.constantFrom(['X'], ['Y', 'A'], ['A', 'B', '1', '2026-01-01'], ['1', '2', '0'], []),
  }),
  { maxLength: 3 },
);

const thresholds = fc.record<Threshold>({
  ...limits,
  overrides: fc.oneof(fc.constant([]), overrides),
});

const name = (field: string): Expression => ({ kind: 'name', name: field });
const times = (left: Expression, value: string): Expression => ({
  ...{ kind: 'binary', operator: '*', left, right: { kind: 'decimal', value } },
});

/** Parts that both sides have, that one has, and that follow from the amount: those explain all of it. */
const part = fc.record({
  class: fc.constantFrom<AmountPart['class']>('fee', 'tax', 'tax', 'rounding'),
  role: fc.constantFrom<AmountPart['role']>('compare', 'bridge'),
  left: fc.constantFrom(undefined, name('tax'), name('tax'), times(name('gross'), '0.5')),
  right: fc.constantFrom(undefined, name('fee'), name('fee'), times(name('fee'), '-1')),
});
const parts = fc.oneof(fc.constant([]), fc.array(part, { minLength: 1, maxLength: 3 })).map((some) =>
  some.map(
    ({ left, right, ...rest }, index): AmountPart => ({
      ...{ name: `part "${index}'`, ...rest },
      ...(left && { left }),
      ...(right && { right }),
    }),
  ),
);

const roundings = fc.constantFrom<ReconciliationRules['rounding']>(
  undefined,
  { absolute: { EUR: '0.05', USD: '1' }, account: '6590' },
  { absolute: { EUR: '1', JPY: '1' }, account: '6590' },
  { absolute: {}, account: '6590' },
);

const KEYS = {
  reference: [{ left: 'number', right: 'reference' }],
  counterparty: [{ left: 'counterparty', right: 'counterparty' }],
  both: [
    { left: 'number', right: 'reference' },
    { left: 'counterparty', right: 'counterparty' },
  ],
  extra: [{ left: 'attributes.ref', right: 'attributes.ref' }],
  date: [{ left: 'issue_date', right: 'value_date' }],
  amount: [{ left: 'gross', right: 'amount' }],
};

const passOn = (on: KeyPass['on'], passName: string) =>
  fc.record<KeyPass>({
    name: fc.constant(passName),
    type: fc.constant('key'),
    on: fc.constant(on),
    cardinality: fc.constantFrom('1:1', '1:N', 'N:1', 'N:M', 'N:M'),
    netToZero: fc.boolean(),
    days: fc.constantFrom(
      undefined,
      undefined,
      { before: 0, after: 0 },
      { before: 2, after: 1 },
      { before: 0, after: 30 },
    ),
  });

const passes = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(KEYS) as (keyof typeof KEYS)[])), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((keys) => fc.tuple(...keys.map((key) => passOn(KEYS[key], `by-${key}`))));

const notY: Expression = {
  kind: 'binary',
  operator: '!=',
  left: name('counterparty'),
  right: { kind: 'text', value: 'Y' },
};

export const rules: fc.Arbitrary<ReconciliationRules> = fc
  .record({
    passes,
    parts,
    rounding: roundings,
    threshold: thresholds,
    materiality: fc.constantFrom<Record<string, string>>(
      {},
      { EUR: '2.00' },
      { EUR: '0', USD: '1', ZZZ: '3.5' },
    ),
    where: fc.constantFrom(undefined, undefined, notY),
    negated: fc.constantFrom(false, false, false, true),
  })
  .map(({ where, negated, rounding, ...rest }) => {
    const base = rulesOf({ ...rest, ...(rounding && { rounding }) });
    const right: Expression = negated ? { kind: 'negate', of: name('amount') } : name('amount');
    return {
      ...base,
      left: where ? { ...base.left, where } : base.left,
      right: { ...base.right, amount: right },
    };
  });

export const periods = fc.constantFrom('', '', '2026-01', '2026-Q1', '2025');
