import { expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, takeSnapshot } from './books.ts';
import { type CauseCase, EXPLAIN_CASES, FX_CASES, TIMING_CASES } from './cause-cases.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { factsOf, takeRates } from './rate-books.ts';
import { linesOf, type Results, expected as specified, stored } from './results.ts';

const database = useDatabase();

test.each([...FX_CASES, ...TIMING_CASES, ...EXPLAIN_CASES])('$name', async (it) => {
  const { connection } = database;
  await emptyBooks(connection);
  await takeSnapshot(connection, 'left', it.left);
  await takeSnapshot(connection, 'right', it.right);
  await takeRates(connection, it.quotes);
  const { reconciliation } = it.rules;
  await reconcile(deskOf(connection, [it.rules]), PREPARER, { reconciliation, period: it.period });
  const found = await stored(connection);
  expect(told(found)).toEqual([...it.expected].sort());
  expect(found).toEqual(asSpecified(it));
  expect(await contradicted(connection)).toEqual([]);
});

test.each([...FX_CASES, ...TIMING_CASES, ...EXPLAIN_CASES])('the specification: $name', (it) => {
  expect(told(asSpecified(it))).toEqual([...it.expected].sort());
});

function asSpecified({ left, right, rules, period, quotes }: CauseCase): Results {
  const facts = factsOf(rules, { left, right }, period, { quotes, asOfDay: '2026-02-01' });
  return specified(linesOf(rules, { left, right }, period).lines, rules, facts);
}

/** The results as the cases write them. */
function told({ matches, breaks }: Results): string[] {
  const amounts = (text: string | number | null | undefined): Record<string, string> =>
    typeof text === 'string' ? Object.fromEntries(JSON.parse(text)) : {};
  const tied = matches
    .filter((row) => row.right_currency !== null)
    .map((row) => `${row.key} tied ${row.difference} ${amounts(row.explained).fx ?? '-'}`);
  const open = breaks.map((row) => {
    const { difference, fx, other } = amounts(row.fx);
    const split = difference === undefined ? '' : ` ${difference} = ${fx ?? '?'} + ${other}`;
    return `${row.key} ${row.type} ${row.class} ${row.cause ?? '-'}${split}`;
  });
  return [...tied, ...open].sort();
}
