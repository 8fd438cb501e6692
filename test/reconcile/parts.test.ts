import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Expression } from '#core/expression/expression.ts';
import type { AmountPart, ReconciliationRules } from '#core/reconcile/rules.ts';
import { firstPassRows } from '#db/queries/reconcile-first-pass.ts';
import { inTransaction } from '#db/transaction.ts';
import { useDatabase } from '#test/support/database.ts';
import { keyPass, rulesOf } from './books.ts';
import { proven, records, type Written } from './prove.ts';

const database = useDatabase();

const name = (field: string): Expression => ({ kind: 'name', name: field });
const tax: AmountPart = { name: 'tax', class: 'tax', role: 'compare', left: name('tax'), right: name('fee') };
/** What the provider keeps back lowers the payout: its part of the amount is negative. */
const fee: AmountPart = {
  name: 'fee',
  class: 'fee',
  role: 'bridge',
  right: { kind: 'negate', of: name('fee') },
};
const withParts = (parts: AmountPart[], over: Partial<ReconciliationRules> = {}) =>
  rulesOf({ ...over, parts });
const part = (amount: string | null) => ({ part: amount });
const threshold = (EUR: string): Pick<ReconciliationRules, 'threshold'> => ({
  threshold: { absolute: { EUR }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
});
const passes = (...over: Parameters<typeof keyPass>[0][]) => ({ passes: over.map((one) => keyPass(one)) });
const pairs = (amounts: Record<string, string>) => JSON.stringify(Object.entries(amounts));

interface PartCase {
  name: string;
  left: Written[];
  right: Written[];
  rules: ReconciliationRules;
  /** Difference and what explains it, of each match. */
  matches?: [difference: string, explained: string | null][];
  /** Type, difference and the parts that differ, of each exception. */
  breaks?: [type: string, difference: string, parts: string | null][];
}

const CASES: PartCase[] = [
  {
    name: 'a payout of 291 against sales of 300, the fee of 9 kept back',
    left: [['A', '300.00']],
    right: [['A', '291.00', part('9.00')]],
    rules: withParts([fee]),
    matches: [['9', pairs({ fee: '9' })]],
  },
  {
    name: 'two payouts with their fees against two sales',
    left: [
      ['A', '200'],
      ['A', '100'],
    ],
    right: [
      ['A', '194', part('6')],
      ['A', '97', part('3')],
    ],
    rules: withParts([fee]),
    matches: [['9', pairs({ fee: '9' })]],
  },
  {
    name: 'a payout whose fee nobody stated',
    left: [['A', '300']],
    right: [['A', '291']],
    rules: withParts([fee]),
    breaks: [['amount', '9', null]],
  },
  {
    name: 'a payout whose fee is a euro short of the difference',
    left: [['A', '300']],
    right: [['A', '291', part('8')]],
    rules: withParts([fee]),
    breaks: [['amount', '9', pairs({ fee: '8' })]],
  },
  {
    name: 'equal amounts do not tie where a fee says that they must differ',
    left: [['A', '300']],
    right: [['A', '300', part('9')]],
    rules: withParts([fee]),
    breaks: [['amount', '0', pairs({ fee: '9' })]],
  },
  {
    name: 'a fee of zero explains nothing',
    left: [['A', '300']],
    right: [['A', '300', part('0.00')]],
    rules: withParts([fee]),
    matches: [['0', null]],
  },
  {
    name: 'parts of one class that cancel explain nothing',
    left: [['A', '300']],
    right: [['A', '300', part('9')]],
    rules: withParts([fee, { ...fee, name: 'refunded', right: name('fee') }]),
    matches: [['0', null]],
  },
  {
    name: 'parts of one class add up, those of another stand apart',
    left: [['A', '300', part('2')]],
    right: [['A', '280', part('9')]],
    rules: withParts([
      ...[fee, { ...fee, name: 'second fee' }],
      { name: 'withheld', class: 'tax', role: 'bridge', left: name('tax') },
    ]),
    matches: [['20', pairs({ fee: '18', tax: '2' })]],
  },
  {
    name: 'gross and tax tie',
    left: [['A', '119', part('19')]],
    right: [['A', '119', part('19.00')]],
    rules: withParts([tax]),
    matches: [['0', null]],
  },
  {
    name: 'gross ties, tax does not',
    left: [['A', '119', part('19')]],
    right: [['A', '119', part('17.80')]],
    rules: withParts([tax]),
    breaks: [['part', '0', pairs({ tax: '1.2' })]],
  },
  {
    name: 'tax that only one side states is compared with zero',
    left: [['A', '119', part('19')]],
    right: [['A', '119', part(null)]],
    rules: withParts([tax]),
    breaks: [['part', '0', pairs({ tax: '19' })]],
  },
  {
    name: 'a part within the allowance ties',
    left: [['A', '119', part('19')]],
    right: [['A', '119', part('18.95')]],
    rules: withParts([tax], threshold('0.05')),
    matches: [['0', null]],
  },
  {
    name: 'a part a cent beyond the allowance does not',
    left: [['A', '119', part('19')]],
    right: [['A', '119', part('18.94')]],
    rules: withParts([tax], threshold('0.05')),
    breaks: [['part', '0', pairs({ tax: '0.06' })]],
  },
  {
    name: 'the sums of a part count, not its lines',
    left: [
      ['A', '100', part('15')],
      ['A', '19', part('4')],
    ],
    right: [['A', '119', part('19')]],
    rules: withParts([tax]),
    matches: [['0', null]],
  },
  {
    name: 'neither the whole nor a part ties',
    left: [['A', '119', part('19')]],
    right: [['A', '110', part('10')]],
    rules: withParts([tax]),
    breaks: [['amount', '9', pairs({ tax: '9' })]],
  },
  {
    name: 'one too many comes before a part',
    left: [
      ['A', '100', part('15')],
      ['A', '19', part('4')],
    ],
    right: [['A', '119', part('17')]],
    rules: withParts([tax], passes({ cardinality: '1:N' })),
    breaks: [['duplicate', '0', pairs({ tax: '2' })]],
  },
  {
    name: 'a part comes before late',
    left: [['A', '119', part('19')]],
    right: [['A', '119', { part: '17', date: '2026-03-01' }]],
    rules: withParts([tax], passes({ days: { before: 0, after: 5 } })),
    breaks: [['part', '0', pairs({ tax: '2' })]],
  },
  {
    name: 'late, with the fee that bridges',
    left: [['A', '300']],
    right: [['A', '291', { part: '9', date: '2026-03-01' }]],
    rules: withParts([fee], passes({ days: { before: 0, after: 5 } })),
    breaks: [['timing', '9', pairs({ fee: '9' })]],
  },
  {
    name: 'the whole ties by its bridge, another part does not',
    left: [['A', '300', part('48')]],
    right: [['A', '291', part('9')]],
    rules: withParts([fee, { ...tax, right: name('amount') }]),
    breaks: [
      [
        'part',
        '9',
        JSON.stringify([
          ['fee', '9'],
          ['tax', '-243'],
        ]),
      ],
    ],
  },
  {
    name: 'a sale and its cancellation, tax and all',
    left: [
      ['A', '119', part('19')],
      ['A', '-119', part('-19')],
    ],
    right: [],
    rules: withParts([tax], passes({ netToZero: true })),
    matches: [['0', null]],
  },
  {
    name: 'a cancellation that leaves tax behind does not net',
    left: [
      ['A', '119', part('19')],
      ['A', '-119', part('-18')],
    ],
    right: [],
    rules: withParts([tax], passes({ netToZero: true })),
    breaks: [['missing_right', '0', null]],
  },
  {
    name: 'nor one that leaves a fee behind',
    left: [],
    right: [
      ['A', '50', part('1')],
      ['A', '-50', part('0')],
    ],
    rules: withParts([fee], passes({ netToZero: true })),
    breaks: [['missing_left', '0', null]],
  },
  {
    name: 'a later key pass goes by parts too',
    left: [
      ['A', '300', { counterparty: 'X' }],
      ['C', '119', { counterparty: 'Y' }],
    ],
    right: [
      ['B', '291', { counterparty: 'X', part: '9' }],
      ['D', '119', { counterparty: 'Y', part: '9' }],
    ],
    rules: withParts(
      [fee],
      passes({}, { name: 'second', on: [{ left: 'counterparty', right: 'counterparty' }] }),
    ),
    matches: [['9', pairs({ fee: '9' })]],
    breaks: [
      ['missing_left', '-119', null],
      ['missing_right', '119', null],
    ],
  },
];

test.each(CASES)('$name', async ({ left, right, rules, matches = [], breaks = [] }) => {
  const books = { left: records(left), right: records(right) };
  const found = await proven(database.connection, books, rules);
  expect(found.matches.map(({ difference, explained }) => [difference, explained])).toEqual(matches);
  expect(
    found.breaks.map(({ type, difference, part_differences }) => [type, difference, part_differences]).sort(),
  ).toEqual(breaks);
});

test('without parts, the statement of the first pass does not name them', async () => {
  const statement = (rules: ReconciliationRules) =>
    inTransaction(database.connection, async (trx) => {
      const pin = { projectionId: 1, streamId: 1, snapshot: 1 };
      const scope = {
        rules,
        left: pin,
        right: pin,
        cutOff: null,
        tieOutId: 1,
        runId: '1',
        fxPins: {},
        asOfDay: '2026-01-31',
      };
      let text = '';
      await firstPassRows(trx, scope, async (rows) => {
        text = sql`${rows}`.compile(trx).sql;
      });
      return text;
    });
  expect(await statement(rulesOf())).not.toContain('parts');
  expect(await statement(withParts([tax]))).toContain('parts');
});
