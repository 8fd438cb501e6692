import { expect, test } from 'vitest';
import { MAX_BUCKET_SIDE } from '#core/reconcile/combination-window.ts';
import type { CombinationPass, SimilarPass } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { proven, records } from './prove.ts';

const database = useDatabase();

const combination: CombinationPass = {
  ...{ name: 'combination', type: 'combination', on: [{ left: 'counterparty', right: 'counterparty' }] },
  ...{ days: { before: 0, after: 5 }, cardinality: 'N:M', maxMembers: 8, maxCandidates: 28, post: 'unique' },
};
const similar: SimilarPass = {
  ...{ name: 'alike', type: 'similar', on: { left: 'counterparty', right: 'counterparty' }, least: '0.6' },
  days: { before: 0, after: 5 },
};

test('a payout is the payments less their fees, and the fees explain the difference', async () => {
  const rules = rulesOf({
    passes: [combination],
    parts: [{ name: 'fee', class: 'fee', role: 'bridge', right: { kind: 'name', name: 'fee' } }],
  });
  const books = {
    left: records([[null, '96.50', { counterparty: 'Card' }]]),
    right: records([
      [null, '60.00', { counterparty: 'Card', part: '2.10' }],
      [null, '40.00', { counterparty: 'Card', part: '1.40' }],
      [null, '96.50', { counterparty: 'Other' }],
    ]),
  };
  const { matches, members } = await proven(database.connection, books, rules);
  expect(matches).toHaveLength(1);
  expect(matches[0]).toMatchObject({ key: '~0', difference: '-3.5', explained: '[["fee","-3.5"]]' });
  expect(members).toHaveLength(3);
});

/** More equal lines than are looked at: the run ends, and what it suggests says that it did not see all. */
test.each([combination, similar])(
  'a bucket of very many equal lines is bounded: $type',
  async (pass) => {
    const { connection } = database;
    await emptyBooks(connection);
    const equal = (side: string): TestRecord[] =>
      Array.from({ length: MAX_BUCKET_SIDE + 2_000 }, (_, at) => ({
        ...{ recordKey: `${side}${at}`, reference: null, counterparty: 'Muster GmbH' },
        ...{ amount: '9.99', currency: 'EUR', date: '2026-01-10' },
      }));
    await takeSnapshot(connection, 'left', equal('l'));
    await takeSnapshot(connection, 'right', equal('r'));
    const rules = rulesOf({ passes: [pass] });
    await reconcile(deskOf(connection, [rules]), PREPARER, { reconciliation: rules.reconciliation });
    const { rows } = await connection.pool.query(
      'select label, alternatives, count(*)::int as count from suggestions group by 1, 2',
    );
    expect(rows.map(({ label, alternatives }) => [label, alternatives])).toEqual([['truncated', null]]);
    expect(rows[0].count).toBeGreaterThan(0);
    const matches = await connection.pool.query('select from matches');
    expect(matches.rows).toEqual([]);
  },
  300_000,
);
