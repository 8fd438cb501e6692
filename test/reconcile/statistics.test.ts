import { beforeEach, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, keyPass, rulesOf, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';

const database = useDatabase();
beforeEach(() => emptyBooks(database.connection));

test('what a first large run stores is analysed in its own transaction', async () => {
  const { connection } = database;
  const lines = (amount: (index: number) => string) =>
    Array.from({ length: 4_400 }, (_, index) => ({
      ...{ recordKey: String(index), reference: `R${index}`, counterparty: `C${index}` },
      ...{ amount: amount(index), currency: 'EUR', date: '2026-01-10' },
    }));
  // A quarter ties out by the later pass with a difference, a quarter is suggested, the others are exceptions.
  const right = lines((index) => (index % 4 === 3 ? '7' : '100.01')).map((record, index) => ({
    ...record,
    reference: index % 4 === 0 ? `other ${index}` : index % 4 === 1 ? `text R${index}` : record.reference,
    counterparty: index % 4 === 0 ? record.counterparty : null,
  }));
  const rules = rulesOf({
    passes: [
      keyPass(),
      keyPass({ name: 'by-name', on: [{ left: 'counterparty', right: 'counterparty' }] }),
      {
        ...{ name: 'alike', type: 'similar', least: '0.1', days: { before: 0, after: 0 } },
        on: { left: 'number', right: 'reference' },
      },
    ],
    rounding: { absolute: { EUR: '0.05' }, account: '6590' },
  });
  await takeSnapshot(
    connection,
    'left',
    lines(() => '100'),
  );
  await takeSnapshot(connection, 'right', right);
  await reconcile(deskOf(connection, [rules]), PREPARER, { reconciliation: rules.reconciliation });
  const { rows } = await connection.pool.query(`
    select relname, reltuples >= 1000 as known from pg_class
    where relname in ('matches', 'match_members', 'write_off_proposals', 'suggestions', 'suggestion_lines', 'exceptions')
      and relnamespace = 'public'::regnamespace order by 1`);
  expect(rows.map(({ relname, known }) => [relname, known])).toEqual(
    ['exceptions', 'match_members', 'matches', 'suggestion_lines', 'suggestions', 'write_off_proposals'].map(
      (name) => [name, true],
    ),
  );
}, 120_000);
