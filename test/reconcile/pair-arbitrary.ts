import fc from 'fast-check';
import type {
  Days,
  Pass,
  ReconciliationRules,
  ReferencePass,
  Threshold,
  WindowPass,
} from '#core/reconcile/rules.ts';
import { rules as anyRules } from './arbitrary.ts';
import { keyPass, type TestRecord } from './books.ts';

/** Books in which lines compete, and rules with window, reference and key passes in any order. */

/** References and what people write around them. */
const references = fc.constantFrom(
  '4711',
  '47-11',
  'INV 4711',
  'inv4711',
  'é1',
  '12',
  'A',
  '~A',
  '815',
  '2026',
  null,
);
const texts = fc.oneof(
  references,
  fc.constantFrom(
    'Rg. INV 4711, danke',
    '4711 / 815',
    'zu 47110 und 14711',
    'É1 815 A',
    'DE89 3704 0044 0532 0130 00 4711',
    '4711 12',
    'A 2026-01-12',
    '815;815',
    '~A',
    '',
  ),
);
const counterparties = fc.constantFrom('X', 'X', 'X', 'Y', null);
const currencies = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', null);
const dates = fc.constantFrom(
  ...['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05', '2026-01-06', '2026-01-12'],
  null,
);
const amounts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1.00', '1.00', '2.00', '-1.00') },
  { weight: 3, arbitrary: fc.constantFrom('1.01', '0.99', '3.00', '0', '1.5') },
  { weight: 1, arbitrary: fc.constantFrom('123456789012345678901234567890.12345678', '0.001', null) },
);

const recordOf = (reference: fc.Arbitrary<string | null>) =>
  fc.record({
    reference,
    counterparty: counterparties,
    amount: amounts,
    currency: currencies,
    date: dates,
    part: fc.constantFrom(null, null, '0.5', '1.00'),
  });

/** Record keys whose order as text is not that in which they are stored. */
const numbered = <Record>(records: readonly Record[]): (Record & { recordKey: string })[] =>
  records.map((record, index) => ({ ...record, recordKey: `${(index * 7) % 11}-${index}` }));

/** Now and then more equal lines than a line sees. */
const side = (reference: fc.Arbitrary<string | null>): fc.Arbitrary<TestRecord[]> =>
  fc
    .tuple(
      fc.array(recordOf(reference), { maxLength: 9 }),
      recordOf(reference),
      fc.constantFrom(0, 0, 0, 0, 0, 9, 10, 12),
    )
    .map(([records, one, copies]) => numbered([...records, ...Array.from({ length: copies }, () => one)]));

export const competingBooks = fc.record({ left: side(references), right: side(texts) });

const windows = fc.record<Days>({
  before: fc.constantFrom(0, 1, 5),
  after: fc.constantFrom(0, 2, 5),
  business: fc.boolean(),
});

const ON = fc.constantFrom<WindowPass['on']>(
  [],
  [],
  [{ left: 'counterparty', right: 'counterparty' }],
  [{ left: 'number', right: 'reference' }],
);

export const windowPasses = fc.record<WindowPass>({
  name: fc.constant('window'),
  type: fc.constant('window'),
  on: ON,
  days: windows,
});

export const referencePasses = fc
  .tuple(
    fc.constantFrom('left' as const, 'left' as const, 'right' as const),
    fc.constantFrom(1, 2, 4),
    fc.constantFrom('1:1', '1:N', 'N:1', 'N:M', 'N:M'),
    fc.option(windows, { nil: undefined }),
  )
  .map(([referenceSide, minLength, cardinality, days]): ReferencePass => {
    const [reference, text] = referenceSide === 'left' ? ['number', 'reference'] : ['reference', 'number'];
    const pass = { name: 'reference', type: 'reference', referenceSide, reference, text, minLength } as const;
    return { ...pass, cardinality: cardinality as ReferencePass['cardinality'], ...(days && { days }) };
  });

const keyPasses = fc
  .record({
    on: fc.constantFrom('reference', 'counterparty'),
    cardinality: fc.constantFrom('1:1', 'N:M'),
    netToZero: fc.boolean(),
    days: fc.option(windows, { nil: undefined }),
  })
  .map(({ on, cardinality, netToZero, days }) =>
    keyPass({
      name: `by-${on}`,
      cardinality: cardinality as '1:1',
      on: on === 'reference' ? [{ left: 'number', right: 'reference' }] : [{ left: on, right: on }],
      ...{ netToZero, ...(days && { days }) },
    }),
  );

/** Narrow limits more often than those of other books: where everything ties, nothing is decided. */
const narrow = fc.constantFrom<Threshold | undefined>(
  ...[undefined, undefined],
  { absolute: {}, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
  { absolute: { EUR: '0.01' }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
  { absolute: { EUR: '0.5' }, percent: '50', percentBase: 'max', combine: 'any', overrides: [] },
);

/** Rules with the pass, alone or among others. */
export const rulesWith = (own: fc.Arbitrary<Pass>): fc.Arbitrary<ReconciliationRules> =>
  fc
    .record({
      base: anyRules,
      own,
      others: fc.array(fc.oneof(keyPasses, windowPasses, referencePasses), { maxLength: 2 }),
      order: fc.integer({ min: 0, max: 2 }),
      threshold: narrow,
      isParted: fc.constantFrom(false, false, true),
      holidays: fc.constantFrom([], [], ['2026-01-01', '2026-01-03', '2026-01-06']),
    })
    .map(({ base, own: pass, others, order, threshold, isParted, holidays }) => {
      const passes: Pass[] = [...others.slice(0, order), pass, ...others.slice(order)];
      return {
        ...base,
        passes: passes.map((one, index) => ({ ...one, name: `${one.name} ${index}` })),
        threshold: threshold ?? base.threshold,
        parts: isParted ? base.parts : [],
        holidays,
      };
    });
