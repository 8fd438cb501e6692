import { expect, test } from 'vitest';
import type { AmountPart } from '#core/reconcile/rules.ts';
import { type ClassTotal, classTotals } from '#db/queries/class-totals.ts';
import { useDatabase } from '#test/support/database.ts';
import { keyPass, rulesOf } from './books.ts';
import { proven, provenNext, records } from './prove.ts';

const database = useDatabase();

const fee: AmountPart = {
  ...{ name: 'fee', class: 'fee', role: 'bridge' },
  right: { kind: 'negate', of: { kind: 'name', name: 'fee' } },
};
const tax: AmountPart = {
  ...{ name: 'tax', class: 'tax', role: 'compare', left: { kind: 'name', name: 'tax' } },
};
const rules = rulesOf({
  passes: [keyPass({ days: { before: 0, after: 5 } })],
  parts: [fee, tax],
  rounding: { absolute: { EUR: '0.05' }, account: '6590' },
  threshold: {
    absolute: { EUR: '1', USD: '1' },
    percent: '0',
    percentBase: 'left',
    combine: 'all',
    overrides: [],
  },
});
const late = { date: '2026-01-30' };
const dollars = { currency: 'USD' };

const rows = (totals: ClassTotal[]) =>
  totals.map((row) => [row.currency, row.origin, row.class, row.cause, row.itemCount, row.amount].join(' '));

test('classes stand beside the unexplained, per currency, of matches and of open exceptions', async () => {
  const books = {
    left: records([
      ['equal', '5'],
      ['fee', '300'],
      ['fee and cents', '100'],
      ['cents', '7.01'],
      ['within the threshold', '8.50'],
      ['within, in dollars', '8', dollars],
      ['late', '40.25'],
      ['short', '60'],
      ['tax', '50', { part: '8' }],
      ['no partner', '33', dollars],
    ]),
    right: records([
      ['equal', '5'],
      ['fee', '291', { part: '9' }],
      ['fee and cents', '97.98', { part: '2' }],
      ['cents', '7.02'],
      ['within the threshold', '8'],
      ['within, in dollars', '8.25', dollars],
      ['late', '40', late],
      ['short', '20'],
      ['tax', '50'],
    ]),
  };
  const { runId } = await proven(database.connection, books, rules);
  expect(rows(await classTotals(database.connection.db, runId))).toEqual([
    'EUR exception timing dates 1 0.25',
    'EUR exception unexplained  2 40',
    'EUR match fee  2 11',
    'EUR match rounding  2 0.01',
    'EUR match unexplained  1 0.50',
    'USD exception unexplained  1 33',
    'USD match unexplained  1 -0.25',
  ]);

  // What is cleared and what no longer matches counts no more; the run before keeps its own.
  const later = {
    left: books.left.filter(({ reference }) => reference !== 'no partner'),
    right: books.right.map((row) => (row.reference === 'fee' ? { ...row, part: '3' } : row)),
  };
  const next = await provenNext(database.connection, later, rules);
  expect(rows(await classTotals(database.connection.db, next.runId))).toEqual([
    'EUR exception timing dates 1 0.25',
    'EUR exception unexplained  3 49',
    'EUR match fee  1 2',
    'EUR match rounding  2 0.01',
    'EUR match unexplained  1 0.50',
    'USD match unexplained  1 -0.25',
  ]);
  expect((await classTotals(database.connection.db, runId)).length).toBe(7);
  expect(await classTotals(database.connection.db, '999')).toEqual([]);
});
