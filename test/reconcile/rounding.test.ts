import { expect, test } from 'vitest';
import type { AmountPart, ReconciliationRules } from '#core/reconcile/rules.ts';
import { writeOffProposals } from '#db/queries/write-off-read.ts';
import { useDatabase } from '#test/support/database.ts';
import { ENTITY, keyPass, rulesOf } from './books.ts';
import { proven, provenNext, records, type Written } from './prove.ts';

const database = useDatabase();

const rounding = { absolute: { EUR: '0.05', JPY: '1' }, account: '6590' };
const rules = rulesOf({ rounding });
const threshold = (EUR: string): Pick<ReconciliationRules, 'threshold'> => ({
  threshold: { absolute: { EUR }, percent: '0', percentBase: 'left', combine: 'all', overrides: [] },
});
const fee: AmountPart = {
  ...{ name: 'fee', class: 'fee', role: 'bridge' },
  right: { kind: 'negate', of: { kind: 'name', name: 'fee' } },
};
/** Rounding that a document states itself. */
const stated: AmountPart = { ...fee, name: 'cash rounding', class: 'rounding' };
const inCurrency = (currency: string) => ({ currency });
const explained = (amounts: Record<string, string>) => JSON.stringify(Object.entries(amounts));

interface RoundingCase {
  name: string;
  left: Written[];
  right: Written[];
  rules?: ReconciliationRules;
  /** What explains the match, or the limit that the exception exceeds. */
  match?: string | null;
  exceeds?: string;
  /** What is proposed for write-off. */
  proposed?: string;
}

const CASES: RoundingCase[] = [
  {
    ...{ name: 'five cents are rounding', left: [['A', '10.05']], right: [['A', '10.00']] },
    ...{ match: explained({ rounding: '0.05' }), proposed: '0.05' },
  },
  {
    ...{ name: 'of either sign', left: [['A', '10.00']], right: [['A', '10.03']] },
    ...{ match: explained({ rounding: '-0.03' }), proposed: '-0.03' },
  },
  { ...{ name: 'six cents are not', left: [['A', '10.06']], right: [['A', '10']], exceeds: '0.05' } },
  { ...{ name: 'nothing is left to round', left: [['A', '10']], right: [['A', '10.00']], match: null } },
  {
    name: 'a currency that has no limit has no rounding',
    left: [['A', '10.01', inCurrency('USD')]],
    right: [['A', '10', inCurrency('USD')]],
    exceeds: '0',
  },
  {
    name: 'a yen',
    left: [['A', '10', inCurrency('JPY')]],
    right: [['A', '9', inCurrency('JPY')]],
    ...{ match: explained({ rounding: '1' }), proposed: '1' },
  },
  {
    name: 'what a larger threshold lets pass beyond the limit is no rounding',
    ...{ left: [['A', '10.50']], right: [['A', '10']], rules: rulesOf({ rounding, ...threshold('1') }) },
    match: null,
  },
  {
    name: 'within both, it is',
    ...{ left: [['A', '10.05']], right: [['A', '10']], rules: rulesOf({ rounding, ...threshold('1') }) },
    ...{ match: explained({ rounding: '0.05' }), proposed: '0.05' },
  },
  {
    name: 'without limits there is no rounding, whatever ties out',
    ...{ left: [['A', '10.05']], right: [['A', '10']], rules: rulesOf(threshold('1')), match: null },
  },
  {
    name: 'what a fee leaves of the difference',
    ...{ left: [['A', '300']], right: [['A', '290.98', { part: '9' }]] },
    rules: rulesOf({ rounding, parts: [fee] }),
    ...{ match: explained({ fee: '9', rounding: '0.02' }), proposed: '0.02' },
  },
  {
    name: 'what a fee leaves of two equal amounts',
    ...{ left: [['A', '300']], right: [['A', '300', { part: '0.02' }]] },
    rules: rulesOf({ rounding, parts: [fee] }),
    ...{ match: explained({ fee: '0.02', rounding: '-0.02' }), proposed: '-0.02' },
  },
  {
    name: 'stated rounding explains; only the rest of it is proposed',
    ...{ left: [['A', '10']], right: [['A', '9.66', { part: '0.3' }]] },
    rules: rulesOf({ rounding, parts: [stated] }),
    ...{ match: explained({ rounding: '0.34' }), proposed: '0.04' },
  },
  {
    name: 'stated rounding that the rest cancels explains nothing, and the rest is proposed',
    ...{ left: [['A', '10']], right: [['A', '10', { part: '0.04' }]] },
    rules: rulesOf({ rounding, parts: [stated] }),
    ...{ match: null, proposed: '-0.04' },
  },
  {
    name: 'of the sums of a group',
    ...{
      left: [
        ['A', '3.33'],
        ['A', '3.33'],
        ['A', '3.33'],
      ],
      right: [['A', '10']],
    },
    ...{ match: explained({ rounding: '-0.01' }), proposed: '-0.01' },
  },
  {
    name: 'in a later pass',
    left: [['A', '10.02', { counterparty: 'X' }]],
    right: [['B', '10', { counterparty: 'X' }]],
    rules: rulesOf({
      rounding,
      passes: [keyPass(), keyPass({ name: 'second', on: [{ left: 'counterparty', right: 'counterparty' }] })],
    }),
    ...{ match: explained({ rounding: '0.02' }), proposed: '0.02' },
  },
];

test.each(CASES)('$name', async ({ left, right, rules: own = rules, match, exceeds, proposed }) => {
  const found = await proven(database.connection, { left: records(left), right: records(right) }, own);
  expect(found.matches.map((row) => row.explained)).toEqual(match === undefined ? [] : [match]);
  expect(found.breaks.map((row) => row.threshold)).toEqual(exceeds === undefined ? [] : [exceeds]);
  expect(found.writeOffs.map(({ account, amount }) => [account, amount])).toEqual(
    proposed === undefined ? [] : [['6590', proposed]],
  );
});

test('a proposal stays as it is until its match or its account is another, and ends with its match', async () => {
  const { connection } = database;
  const books = (a: string, b: string) => ({
    left: records([
      ['A', a],
      ['B', b],
    ]),
    right: records([
      ['A', '10'],
      ['B', '20'],
    ]),
  });
  const history = async () => {
    const { rows } = await connection.pool.query(
      `select match_key, account, amount::float8::text as amount, from_run::int, to_run::int from write_off_proposals
       order by match_key, from_run`,
    );
    return rows.map((row) => Object.values(row));
  };
  await proven(connection, books('10.01', '20.02'), rules);
  const first = [
    ['A', '6590', '0.01', 1, null],
    ['B', '6590', '0.02', 1, null],
  ];
  expect(await history()).toEqual(first);
  await provenNext(connection, books('10.01', '20.02'), rules);
  expect(await history()).toEqual(first);
  await provenNext(connection, books('10.03', '20.02'), rules);
  const second = [
    ['A', '6590', '0.01', 1, 3],
    ['A', '6590', '0.03', 3, null],
    ['B', '6590', '0.02', 1, null],
  ];
  expect(await history()).toEqual(second);
  await provenNext(connection, books('10.03', '20.00'), rules);
  expect((await history())[2]).toEqual(['B', '6590', '0.02', 1, 4]);
  const elsewhere = rulesOf({ hash: 'e'.repeat(64), rounding: { ...rounding, account: '6600' } });
  await provenNext(connection, books('10.03', '20.00'), elsewhere);
  expect((await history()).slice(1, 3)).toEqual([
    ['A', '6590', '0.03', 3, 5],
    ['A', '6600', '0.03', 5, null],
  ]);
  const { breaks } = await provenNext(connection, books('10.03', '20'), rulesOf({ hash: 'd'.repeat(64) }));
  expect(breaks.map(({ key }) => key)).toEqual(['A']);
  expect((await history()).filter(([, , , , to]) => to === null)).toEqual([]);
});

test('proposals are read in pages, each with the totals of all', async () => {
  const keys = ['A', 'B', 'C', 'é', 'z'];
  await proven(
    database.connection,
    {
      left: records([...keys.map((key): Written => [key, '1.01']), ['J', '2', inCurrency('JPY')]]),
      right: records([...keys.map((key): Written => [key, '1']), ['J', '1', inCurrency('JPY')]]),
    },
    rules,
  );
  const of = { entity: ENTITY, name: rules.reconciliation, period: '', limit: 2 };
  const read: string[] = [];
  let after: string | undefined;
  do {
    const page = await writeOffProposals(database.connection.db, { ...of, after });
    expect(page.totals).toEqual([
      { currency: 'EUR', account: '6590', count: '5', amount: '0.05' },
      { currency: 'JPY', account: '6590', count: '1', amount: '1' },
    ]);
    read.push(...page.proposals.map(({ key }) => key));
    after = page.next ?? undefined;
  } while (after !== undefined && read.length < 10);
  expect(read).toEqual(['A', 'B', 'C', 'J', 'z', 'é']);
  const other = await writeOffProposals(database.connection.db, { ...of, entity: 'other' });
  expect(other).toEqual({ proposals: [], totals: [], next: null });
});
