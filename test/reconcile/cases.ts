import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { keyPass, rulesOf, type TestRecord } from './books.ts';

/** A small book, the rules, and the types of exceptions that a controller expects, derived by hand; sorted. */
export interface Case {
  name: string;
  left: TestRecord[];
  right: TestRecord[];
  rules: ReconciliationRules;
  expected: string[];
}

type Written = [reference: string | null, amount: string, over?: Partial<TestRecord>];

const records = (written: Written[]): TestRecord[] =>
  written.map(([reference, amount, over], index) => ({
    ...{
      recordKey: String(index),
      reference,
      amount,
      currency: 'EUR',
      date: '2026-01-10',
      counterparty: null,
    },
    ...over,
  }));

const of = (
  name: string,
  left: Written[],
  right: Written[],
  expected: string[],
  rules = rulesOf(),
): Case => ({
  ...{ name, left: records(left), right: records(right), rules, expected: [...expected].sort() },
});
const pass = (over: Parameters<typeof keyPass>[0]) => rulesOf({ passes: [keyPass(over)] });
const within5 = pass({ days: { before: 0, after: 5 } });
const on = (date: string | null): Partial<TestRecord> => ({ date });
const inCurrency = (currency: string): Partial<TestRecord> => ({ currency });
const cent = rulesOf({
  threshold: { absolute: { EUR: '0.01' }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
});

export const CASES: readonly Case[] = [
  of('only one side', [['A', '1']], [], ['missing_right']),
  of('only the other', [], [['A', '1']], ['missing_left']),
  of('no key on either side', [[null, '1']], [['', '1']], ['missing_right', 'missing_left']),
  of('another amount', [['A', '1']], [['A', '2']], ['amount']),
  of('equal', [['A', '1.0']], [['A', '1.00']], []),
  of('minus on both sides', [['A', '-5']], [['A', '-5']], []),
  of(
    'the sums of many tie',
    [
      ['A', '1'],
      ['A', '2'],
    ],
    [['A', '3']],
    [],
  ),
  of('within the threshold', [['A', '1.00']], [['A', '1.01']], [], cent),
  of('a cent beyond the threshold', [['A', '1.00']], [['A', '1.02']], ['amount'], cent),
  of(
    'a threshold of another currency',
    [['A', '1', inCurrency('USD')]],
    [['A', '1.01', inCurrency('USD')]],
    ['amount'],
    cent,
  ),
  of(
    'two where one is allowed, though the sums tie',
    [
      ['A', '1'],
      ['A', '1'],
    ],
    [['A', '2']],
    ['duplicate'],
    pass({ cardinality: '1:N' }),
  ),
  of(
    'two on the other side, where one is allowed',
    [['A', '2']],
    [
      ['A', '1'],
      ['A', '1'],
    ],
    ['duplicate'],
    pass({ cardinality: 'N:1' }),
  ),
  of(
    'paid in two parts, where that is allowed',
    [['A', '2']],
    [
      ['A', '1'],
      ['A', '1'],
    ],
    [],
    pass({ cardinality: '1:N' }),
  ),
  of(
    'paid twice',
    [['A', '5']],
    [
      ['A', '5'],
      ['A', '5'],
    ],
    ['duplicate'],
  ),
  of(
    'paid twice, on other days',
    [['A', '5']],
    [
      ['A', '5'],
      ['A', '5', on('2026-01-11')],
    ],
    ['amount'],
  ),
  of(
    'paid twice and short besides',
    [['A', '5']],
    [
      ['A', '4'],
      ['A', '4'],
    ],
    ['amount'],
  ),
  of(
    'entered twice',
    [
      ['A', '5'],
      ['A', '5'],
    ],
    [['A', '5']],
    ['duplicate'],
  ),
  of(
    'entered twice, paid three times',
    [
      ['A', '5'],
      ['A', '5'],
    ],
    [
      ['A', '5'],
      ['A', '5'],
      ['A', '5'],
    ],
    ['duplicate'],
  ),
  of('on the last day', [['A', '5']], [['A', '5', on('2026-01-15')]], [], within5),
  of('too late', [['A', '5']], [['A', '5', on('2026-01-16')]], ['timing'], within5),
  of('too early', [['A', '5']], [['A', '5', on('2026-01-09')]], ['timing'], within5),
  of(
    'the second part too late',
    [['A', '5']],
    [
      ['A', '3'],
      ['A', '2', on('2026-01-16')],
    ],
    ['timing'],
    within5,
  ),
  of(
    'late for the first of two',
    [
      ['A', '3', on('2026-01-02')],
      ['A', '2'],
    ],
    [['A', '5']],
    ['timing'],
    within5,
  ),
  of('late and short', [['A', '5']], [['A', '4', on('2026-02-16')]], ['amount'], within5),
  of('without a date', [['A', '5']], [['A', '5', on(null)]], ['timing'], within5),
  of('without a date, where dates are not compared', [['A', '5']], [['A', '5', on(null)]], []),
  of('one other currency', [['A', '5']], [['A', '6', inCurrency('USD')]], ['currency']),
  of('zero in two currencies', [['A', '0']], [['A', '0', inCurrency('USD')]], ['currency']),
  of(
    'two other currencies',
    [['A', '5']],
    [
      ['A', '6', inCurrency('USD')],
      ['A', '7', inCurrency('CHF')],
    ],
    ['missing_right', 'missing_left', 'missing_left'],
  ),
  of(
    'one other currency beside a match',
    [
      ['A', '5'],
      ['A', '1', inCurrency('CHF')],
    ],
    [
      ['A', '5'],
      ['A', '6', inCurrency('USD')],
    ],
    ['currency'],
  ),
  of(
    'a sale and its cancellation',
    [
      ['A', '5'],
      ['A', '-5'],
    ],
    [],
    [],
    pass({ netToZero: true }),
  ),
  of(
    'a sale and its cancellation, not netted',
    [
      ['A', '5'],
      ['A', '-5'],
    ],
    [],
    ['missing_right'],
  ),
  of('a single zero is not netted', [['A', '0']], [], ['missing_right'], pass({ netToZero: true })),
  of(
    'beyond what bigint holds',
    [
      ['A', '92233720368547758.08'],
      ['B', '92233720368547758.08'],
    ],
    [
      ['A', '92233720368547758.08'],
      ['B', '-92233720368547758.08'],
    ],
    ['amount'],
  ),
];
