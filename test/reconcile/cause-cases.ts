import type { ExplainRule, FxPass, KeyPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { keyPass, rulesOf, type TestRecord } from './books.ts';
import { records, type Written } from './prove.ts';
import { RATES, type TestQuote } from './rate-books.ts';

/**
 * Small books and what a controller makes of them, derived by hand. `expected` has a text for each break, `KEY type class
 * cause`, with `difference = fx + other` where two currencies were compared, and for each match of two currencies `KEY tied
 * difference fx`. The day of the run is 1 February; a line is of 10 January unless it says otherwise.
 */
export interface CauseCase {
  name: string;
  left: TestRecord[];
  right: TestRecord[];
  rules: ReconciliationRules;
  quotes: TestQuote[];
  period: string;
  expected: string[];
}

export const on = (date: string | null): Partial<TestRecord> => ({ date });
const usd = (over: Partial<TestRecord> = {}): Partial<TestRecord> => ({ currency: 'USD', ...over });

const byRate = (over: Partial<FxPass> = {}, first: Partial<KeyPass> = {}, cents = '0.01') =>
  rulesOf({
    passes: [
      keyPass(first),
      {
        ...{ name: 'by-rate', type: 'fx', on: [{ left: 'number', right: 'reference' }], cardinality: 'N:M' },
        ...{ rates: RATES, date: 'left', maxAgeDays: 3, rounding: 'half_up', ...over },
      },
    ],
    threshold: {
      absolute: { EUR: cents },
      ...{ percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
    },
  });

const fx = (
  name: string,
  quotes: TestQuote[],
  [left, right]: [Written[], Written[]],
  expected: string[],
  rules = byRate(),
): CauseCase => ({ name, left: records(left), right: records(right), rules, quotes, period: '', expected });

const at = (rate: string, date = '2026-01-10', base = 'USD', quote = 'EUR'): TestQuote => [
  date,
  base,
  quote,
  rate,
];
const dollars = (amount: string, over?: Partial<TestRecord>): Written => ['A', amount, usd(over)];
const euros = (amount: string, over?: Partial<TestRecord>): Written => ['A', amount, over];

export const FX_CASES: readonly CauseCase[] = [
  fx('what 100 dollars are at 0.90', [at('0.90')], [[dollars('100')], [euros('90')]], ['A tied 0 -']),
  fx('a refund', [at('0.90')], [[dollars('-100')], [euros('-90')]], ['A tied 0 -']),
  fx(
    'a cent less, which the threshold lets pass',
    [at('0.9')],
    [[dollars('100')], [euros('89.99')]],
    ['A tied 0.01 -'],
  ),
  fx(
    'two cents less',
    [at('0.9')],
    [[dollars('100')], [euros('89.98')]],
    ['A currency unexplained - 0.02 = 0 + 0.02'],
  ),
  fx('no rate at all', [], [[dollars('100')], [euros('90')]], ['A currency unexplained rate_missing']),
  fx(
    'no rate at all, and equal numbers',
    [],
    [[dollars('90')], [euros('90')]],
    ['A currency unexplained rate_missing'],
  ),
  fx(
    'a rate of four days before',
    [at('0.9', '2026-01-06')],
    [[dollars('100')], [euros('90')]],
    ['A currency unexplained rate_missing'],
  ),
  fx(
    'a rate of three days before',
    [at('0.9', '2026-01-07')],
    [[dollars('100')], [euros('90')]],
    ['A tied 0 -'],
  ),
  fx(
    'only a rate of the day after',
    [at('0.9', '2026-01-11')],
    [[dollars('100')], [euros('90')]],
    ['A currency unexplained rate_missing'],
  ),
  fx(
    'the latest of two days',
    [at('0.8', '2026-01-08'), at('0.9', '2026-01-09')],
    [[dollars('100')], [euros('90')]],
    ['A tied 0 -'],
  ),
  fx(
    'a line without a date has no rate',
    [at('0.9')],
    [[dollars('100', on(null))], [euros('90')]],
    ['A currency unexplained rate_missing'],
  ),
  fx(
    'a rate of zero is none',
    [at('0')],
    [[dollars('100')], [euros('0')]],
    ['A currency unexplained rate_missing'],
  ),
  fx(
    'only the inverse is quoted',
    [at('1.25', '2026-01-10', 'EUR', 'USD')],
    [[dollars('100')], [euros('80')]],
    ['A tied 0 -'],
  ),
  fx(
    'the pair itself comes before a newer inverse',
    [at('0.9', '2026-01-08'), at('1.25', '2026-01-10', 'EUR', 'USD')],
    [[dollars('100')], [euros('90')]],
    ['A tied 0 -'],
  ),
  fx(
    'through pounds: 100 x 0.8 / 1.6',
    [at('0.8', '2026-01-10', 'USD', 'GBP'), at('1.6', '2026-01-09', 'EUR', 'GBP')],
    [[dollars('100')], [euros('50')]],
    ['A tied 0 -'],
    byRate({ pivot: 'GBP' }),
  ),
  fx(
    'through pounds, of which one leg is missing',
    [at('0.8', '2026-01-10', 'USD', 'GBP')],
    [[dollars('100')], [euros('80')]],
    ['A currency unexplained rate_missing'],
    byRate({ pivot: 'GBP' }),
  ),
  fx(
    'records of one day that contradict each other',
    [at('0.9'), at('0.91')],
    [[dollars('100')], [euros('90')]],
    ['A currency unexplained rate_conflict'],
  ),
  fx('the same rate told twice', [at('0.9'), at('0.90')], [[dollars('100')], [euros('90')]], ['A tied 0 -']),
  fx(
    'paid ten days later at the rate of that day: the move of the rate explains it',
    [at('0.90'), at('0.92', '2026-01-20')],
    [[dollars('100')], [euros('92', on('2026-01-20'))]],
    ['A tied -2 -2'],
    byRate({ date: 'right' }),
  ),
  fx(
    'the same with a euro too much: that is not the rate',
    [at('0.90'), at('0.92', '2026-01-20')],
    [[dollars('100')], [euros('93', on('2026-01-20'))]],
    ['A currency unexplained - -3 = -2 + -1'],
    byRate({ date: 'right' }),
  ),
  fx(
    'no rate on the day of the bill: how much is the rate nobody knows',
    [at('0.92', '2026-01-20')],
    [[dollars('100')], [euros('93', on('2026-01-20'))]],
    ['A currency unexplained - -1 = ? + -1'],
    byRate({ date: 'right' }),
  ),
  fx(
    'of several payments the last one decides the day',
    [at('0.90'), at('0.92', '2026-01-20')],
    [[dollars('100')], [euros('46', on('2026-01-12')), euros('46', on('2026-01-20'))]],
    ['A tied -2 -2'],
    byRate({ date: 'right' }),
  ),
  fx('half a cent up', [at('0.005')], [[dollars('1')], [euros('0.01')]], ['A tied 0 -'], byRate({}, {}, '0')),
  fx(
    'half a cent to the even one',
    [at('0.005')],
    [[dollars('1')], [euros('0.01')]],
    ['A currency unexplained - -0.01 = 0 + -0.01'],
    byRate({ rounding: 'half_even' }, {}, '0'),
  ),
  fx(
    'a third through its inverse is not pushed over a tie',
    [at('200', '2026-01-10', 'EUR', 'USD')],
    [[dollars('0.99999999999999999999999999999999999999')], [euros('0')]],
    ['A tied 0 -'],
    byRate({}, {}, '0'),
  ),
  fx(
    'yen have no cents',
    [at('150.5', '2026-01-10', 'USD', 'JPY')],
    [[dollars('1')], [euros('151', { currency: 'JPY' })]],
    ['A tied 0 -'],
  ),
  fx(
    'gold has no unit to round to',
    [at('2', '2026-01-10', 'USD', 'XAU')],
    [[dollars('1')], [euros('2', { currency: 'XAU' })]],
    ['A currency unexplained no_minor_unit'],
  ),
  fx(
    'each line at the rate of its own day: 90 + 95',
    [at('0.90'), at('0.95', '2026-01-12')],
    [[dollars('100'), dollars('100', on('2026-01-12'))], [euros('185')]],
    ['A tied 0 -'],
  ),
  fx(
    'each line is rounded by itself',
    [at('0.5')],
    [[dollars('0.01'), dollars('0.01'), dollars('0.01')], [euros('0.03')]],
    ['A tied 0 -'],
    byRate({}, {}, '0'),
  ),
  fx(
    'two bills where one is allowed',
    [at('0.9')],
    [[dollars('50'), dollars('50')], [euros('90')]],
    ['A currency unexplained - 0 = 0 + 0'],
    byRate({ cardinality: '1:1' }),
  ),
  fx(
    'the amounts tie, the days do not',
    [at('0.9')],
    [[dollars('100')], [euros('90', on('2026-01-20'))]],
    ['A currency timing dates 0 = 0 + 0'],
    byRate({ days: { before: 0, after: 5 } }),
  ),
  fx(
    'neither amounts nor days',
    [at('0.9')],
    [[dollars('100')], [euros('80', on('2026-01-20'))]],
    ['A currency unexplained - 10 = 0 + 10'],
    byRate({ days: { before: 0, after: 5 } }),
  ),
  fx(
    'two currencies on one side are no pair',
    [at('0.9')],
    [[dollars('100')], [euros('90'), ['A', '1', { currency: 'CHF' }]]],
    ['A missing_left unexplained -', 'A missing_left unexplained -', 'A missing_right unexplained -'],
  ),
];

const timing = (
  name: string,
  [left, right]: [Written[], Written[]],
  expected: string[],
  rules = rulesOf(),
  period = '2026-01',
): CauseCase => ({ name, left: records(left), right: records(right), rules, quotes: [], period, expected });
const A = (amount: string, date: string | null = '2026-01-20', over: Partial<TestRecord> = {}): Written => [
  'A',
  amount,
  { date, ...over },
];

export const TIMING_CASES: readonly CauseCase[] = [
  timing(
    'paid in the next period',
    [[A('10')], [A('10', '2026-02-05')]],
    ['A missing_right timing next_period'],
  ),
  timing(
    'received before it is billed',
    [[A('10', '2026-03-01')], [A('10')]],
    ['A missing_left timing next_period'],
  ),
  timing(
    'the later line is of another amount',
    [[A('10')], [A('11', '2026-02-05')]],
    ['A missing_right unexplained -'],
  ),
  timing(
    'the later line is of another currency',
    [[A('10')], [A('10', '2026-02-05', { currency: 'USD' })]],
    ['A missing_right unexplained -'],
  ),
  timing(
    'the later line is of another key',
    [[A('10')], [['B', '10', { date: '2026-02-05' }]]],
    ['A missing_right unexplained -'],
  ),
  timing(
    'the later line has no key',
    [[A('10')], [[null, '10', { date: '2026-02-05' }]]],
    ['A missing_right unexplained -'],
  ),
  timing(
    'the later line is on the same side',
    [[A('10'), A('10', '2026-02-05')], []],
    ['A missing_right unexplained -'],
  ),
  timing(
    'two later lines of which one would do',
    [[A('10')], [A('10', '2026-02-05'), A('10', '2026-02-06')]],
    ['A missing_right unexplained -'],
  ),
  timing(
    'the cut of two systems',
    [[A('10', '2026-01-31')], [A('10', '2026-02-01')]],
    ['A missing_right timing cut_off'],
  ),
  timing(
    'two days apart over the cut',
    [[A('10', '2026-01-30')], [A('10', '2026-02-01')]],
    ['A missing_right timing next_period'],
  ),
  timing(
    'on the second day after the cut',
    [[A('10', '2026-01-31')], [A('10', '2026-02-02')]],
    ['A missing_right timing next_period'],
  ),
  timing(
    'one of two at the cut, the other later',
    [[A('10', '2026-01-31')], [A('4', '2026-02-01'), A('6', '2026-02-02')]],
    ['A missing_right timing next_period'],
  ),
  timing(
    'the rest is paid in the next period',
    [[A('10')], [A('4'), A('6', '2026-02-05')]],
    ['A amount timing next_period'],
  ),
  timing(
    'less than the rest is paid',
    [[A('10')], [A('4'), A('5', '2026-02-05')]],
    ['A amount unexplained -'],
  ),
  timing(
    'what was paid twice is paid back',
    [[A('5')], [A('5'), A('5'), A('-5', '2026-02-05')]],
    ['A duplicate timing next_period'],
  ),
  timing(
    'paid in two parts where one is allowed',
    [[A('10')], [A('4', '2026-02-05'), A('6', '2026-02-06')]],
    ['A missing_right unexplained -'],
    rulesOf({ passes: [keyPass({ cardinality: '1:1' })] }),
  ),
  timing(
    'reversed in the next period',
    [[A('10'), A('-10', '2026-02-05')], []],
    ['A missing_right timing next_period'],
    rulesOf({ passes: [keyPass({ netToZero: true })] }),
  ),
  timing(
    'reversed in the next period, which the rules do not net',
    [[A('10'), A('-10', '2026-02-05')], []],
    ['A missing_right unexplained -'],
  ),
  timing(
    'too late by the days of the rule is timing all the same',
    [[A('10')], [A('10', '2026-02-25')]],
    ['A missing_right timing next_period'],
    rulesOf({ passes: [keyPass({ days: { before: 0, after: 5 } })] }),
  ),
  timing(
    'outside of the days, within the period',
    [[A('10', '2026-01-05')], [A('10')]],
    ['A timing timing dates'],
    rulesOf({ passes: [keyPass({ days: { before: 0, after: 5 } })] }),
  ),
  timing('to date, there is no later line', [[A('10')], [A('10', '2026-02-05')]], [], rulesOf(), ''),
];

const inTransit: ExplainRule = {
  name: 'in-transit',
  class: 'timing',
  side: 'left',
  sign: 'positive',
  withinDays: 5,
};
const outstanding: ExplainRule = {
  name: 'outstanding',
  class: 'timing',
  side: 'left',
  sign: 'negative',
  withinDays: 30,
};
const charges: ExplainRule = {
  name: 'charges',
  class: 'fee',
  side: 'right',
  field: 'counterparty',
  is: ['BANK', 'FEE'],
};
const bank = rulesOf({
  explain: [inTransit, outstanding, charges, { ...charges, name: 'second', class: 'tax' }],
});
const fee: Partial<TestRecord> = { counterparty: 'FEE' };
const explain = (
  name: string,
  sides: [Written[], Written[]],
  expected: string[],
  period = '',
  rules = bank,
) => timing(name, sides, expected, rules, period);

export const EXPLAIN_CASES: readonly CauseCase[] = [
  explain('a deposit in transit', [[A('10', '2026-01-28')], []], ['A missing_right timing in-transit']),
  explain(
    'of five days before the run',
    [[A('10', '2026-01-27')], []],
    ['A missing_right timing in-transit'],
  ),
  explain('of six days before the run', [[A('10', '2026-01-26')], []], ['A missing_right unexplained -']),
  explain(
    'a period counts from its own end',
    [[A('10', '2026-01-26')], []],
    ['A missing_right timing in-transit'],
    '2026-01',
  ),
  explain('an outstanding payment', [[A('-10', '2026-01-05')], []], ['A missing_right timing outstanding']),
  explain(
    'an outstanding payment that is too old',
    [[A('-10', '2026-01-01')], []],
    ['A missing_right unexplained -'],
  ),
  explain('an amount of zero is neither', [[A('0', '2026-01-31')], []], ['A missing_right unexplained -']),
  explain(
    'the earliest of its lines counts',
    [[A('10', '2026-01-02'), A('10', '2026-01-31')], []],
    ['A missing_right unexplained -'],
  ),
  explain(
    'one of its lines has no date',
    [[A('10', null), A('10', '2026-01-31')], []],
    ['A missing_right unexplained -'],
  ),
  explain(
    'a deposit that the bank shows and the books do not',
    [[], [A('10', '2026-01-31')]],
    ['A missing_left unexplained -'],
  ),
  explain(
    'a bank charge; of two rules the first',
    [[], [A('-3', '2025-01-01', fee)]],
    ['A missing_left fee charges'],
  ),
  explain(
    'a charge and something else',
    [[], [A('-3', '2026-01-20', fee), A('-9')]],
    ['A missing_left unexplained -'],
  ),
  explain('a charge without a key', [[], [[null, '-3', fee]]], ['~0 missing_left fee charges']),
  explain(
    'another text',
    [[], [A('-3', '2026-01-20', { counterparty: 'FEES' })]],
    ['A missing_left unexplained -'],
  ),
  explain(
    'both sides have it: a rule says nothing of amounts',
    [[A('10', '2026-01-31')], [A('7', '2026-01-31', fee)]],
    ['A amount unexplained -'],
  ),
  explain(
    'what the next period shows comes before a rule',
    [[A('10', '2026-01-29')], [A('10', '2026-02-03')]],
    ['A missing_right timing next_period'],
    '2026-01',
  ),
  explain(
    'a number is compared as a number',
    [[A('2.50', '2026-01-02')], []],
    ['A missing_right rounding small'],
    '',
    rulesOf({ explain: [{ name: 'small', class: 'rounding', side: 'left', field: 'gross', is: ['2.5'] }] }),
  ),
];
