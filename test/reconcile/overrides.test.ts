import { expect, test } from 'vitest';
import type { LimitOverride } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { rulesOf } from './books.ts';
import { proven, records, type Written } from './prove.ts';

const database = useDatabase();

const limit = (over: Partial<LimitOverride>): LimitOverride => ({
  ...{ absolute: {}, percent: '0', percentBase: 'left', combine: 'all' },
  ...{ field: { left: 'counterparty', right: 'counterparty' }, is: [] },
  ...over,
});
/** In general 5 cents; other limits for some, of which the first that holds counts. */
const rules = rulesOf({
  threshold: {
    ...{ absolute: { EUR: '0.05' }, percent: '0', percentBase: 'left', combine: 'all' },
    overrides: [
      limit({ is: ['BIG', 'HUGE'], absolute: { EUR: '5', USD: '10' } }),
      limit({ is: ['STRICT'] }),
      limit({ field: { left: 'number' }, is: ['VIP'], percent: '10', percentBase: 'right' }),
      limit({
        field: { right: 'attributes.ref' },
        is: ['EITHER'],
        absolute: { EUR: '1' },
        percent: '50',
        combine: 'any',
      }),
    ],
  },
});
const of = (counterparty: string, currency = 'EUR') => ({ counterparty, currency });

/** Type of the exception and the limit that it exceeds; null where all ties out. */
const CASES: [
  name: string,
  left: Written[],
  right: Written[],
  expected: [type: string, limit: string] | null,
][] = [
  ['nobody in particular, 5 cents', [['A', '10.00']], [['A', '10.05']], null],
  ['nobody in particular, 6 cents', [['A', '10.00']], [['A', '10.06']], ['amount', '0.05']],
  ['a large customer, 5 euros', [['A', '10', of('BIG')]], [['A', '15', of('BIG')]], null],
  ['a large customer, a cent more', [['A', '10', of('HUGE')]], [['A', '15.01', of('HUGE')]], ['amount', '5']],
  ['known from one side alone', [['A', '10']], [['A', '15', of('BIG')]], null],
  [
    'one who is watched: not a cent',
    [['A', '10', of('STRICT')]],
    [['A', '10.01', of('STRICT')]],
    ['amount', '0'],
  ],
  [
    'lines of both: the first limits count, wherever their line stands',
    [
      ['A', '10', of('STRICT')],
      ['A', '10', of('BIG')],
    ],
    [['A', '16', of('STRICT')]],
    null,
  ],
  ['in another currency, 10 dollars', [['A', '10', of('BIG', 'USD')]], [['A', '20', of('BIG', 'USD')]], null],
  [
    'a currency that only the override lists',
    [['A', '10', of('X', 'USD')]],
    [['A', '10.01', of('X', 'USD')]],
    ['amount', '0'],
  ],
  [
    'a currency that the override does not list',
    [['A', '9', of('BIG', 'CHF')]],
    [['A', '10', of('BIG', 'CHF')]],
    ['amount', '0'],
  ],
  ['a share, by a field that only the left has', [['VIP', '90']], [['VIP', '100']], null],
  ['more than the share', [['VIP', '89.99']], [['VIP', '100']], ['amount', '10']],
  ['the larger of both, by a field that only the right has', [['EITHER', '10']], [['EITHER', '15']], null],
  ['not the larger of both', [['EITHER', '1']], [['EITHER', '2.01']], ['amount', '1']],
];

test.each(CASES)('%s', async (_, left, right, expected) => {
  const { breaks, matches } = await proven(
    database.connection,
    { left: records(left), right: records(right) },
    rules,
  );
  expect(breaks.map(({ type, threshold }) => [type, threshold])).toEqual(expected ? [expected] : []);
  expect(matches).toHaveLength(expected ? 0 : 1);
});
