import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, sum } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { useDatabase } from '#test/support/database.ts';
import { type ReadStatement, readStatement } from '#workflows/read-statement.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { histories, periods, rules } from './arbitrary.ts';
import { emptyBooks, keyPass, rulesOf, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { fxHistories, fxRules } from './fx-arbitrary.ts';
import { records } from './prove.ts';
import { takeRates } from './rate-books.ts';
import { linesOf } from './results.ts';

const database = useDatabase();
const runs = { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 12), endOnFailure: true };

type Books = Parameters<typeof linesOf>[1];

/** The totals of a statement against the lines themselves, read by the specification; then line by line to the other total. */
function holds(statement: ReadStatement, ruleSet: ReconciliationRules, books: Books, period: string): void {
  const { lines } = linesOf(ruleSet, books, period);
  for (const side of ['left', 'right'] as const) {
    const of = (currency: string) =>
      lines.filter((line) => line.side === side && line.currency === currency).map(({ amount }) => amount);
    for (const one of statement.statements) {
      const shown = one.from.side === side ? one.from : one.to;
      expect([shown.total, shown.lineCount].map(String).map(plain)).toEqual([
        toText(sum(of(one.currency))),
        String(of(one.currency).length),
      ]);
    }
  }
  for (const { from, to, lines: items, difference, computed } of statement.statements) {
    const reached = items.reduce((total, { amount }) => add(total, decimal(amount)), decimal(from.total));
    expect([toText(reached), computed, difference]).toEqual([
      toText(decimal(to.total)),
      toText(reached),
      '0',
    ]);
  }
  expect(statement.proven).toBe(true);
}

const plain = (text: string) => toText(decimal(text));

test('over any books and rules, one total less what is open is the other', async () => {
  let open = 0;
  await fc.assert(
    fc.asyncProperty(histories, rules, periods, async (history, ruleSet, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      const desk = deskOf(connection, [ruleSet]);
      const books: { left: Books['left']; right: Books['right'] } = { left: [], right: [] };
      for (const step of history) {
        for (const side of ['left', 'right'] as const) {
          const said = step[side];
          if (said === null) continue;
          books[side] = said;
          await takeSnapshot(connection, side, said);
        }
        const input = { reconciliation: ruleSet.reconciliation, period };
        const { exceptionCount } = await reconcile(desk, PREPARER, input);
        const statement = await readStatement(desk, PREPARER, input);
        holds(statement, ruleSet, books, period);
        open += exceptionCount;
        const behind = new Set(
          statement.statements.flatMap(({ lines }) =>
            lines.flatMap(({ exceptions }) => exceptions.map((it) => it.exceptionId)),
          ),
        );
        expect(behind.size).toBe(exceptionCount);
      }
    }),
    runs,
  );
  expect(open).toBeGreaterThan(0);
}, 300_000);

test('two currencies: each has its own statement, and what ties out across them stands in both', async () => {
  let across = 0;
  await fc.assert(
    fc.asyncProperty(fxHistories, fxRules, periods, async (history, ruleSet, period) => {
      const { connection } = database;
      await emptyBooks(connection);
      const desk = deskOf(connection, [ruleSet]);
      for (const { books, quotes } of history) {
        await takeSnapshot(connection, 'left', books.left);
        await takeSnapshot(connection, 'right', books.right);
        if (quotes !== null) await takeRates(connection, quotes);
        const input = { reconciliation: ruleSet.reconciliation, period };
        await reconcile(desk, PREPARER, input);
        const statement = await readStatement(desk, PREPARER, input);
        holds(statement, ruleSet, books, period);
        across += statement.statements
          .flatMap(({ lines }) => lines)
          .filter(({ kind }) => kind === 'two_currencies').length;
      }
    }),
    runs,
  );
  expect(across).toBeGreaterThan(0);
}, 300_000);

test('what was changed behind the back of a run is shown, not hidden', async () => {
  const { connection } = database;
  await emptyBooks(connection);
  const ruleSet = rulesOf({ passes: [keyPass()] });
  const desk = deskOf(connection, [ruleSet]);
  await takeSnapshot(
    connection,
    'left',
    records([
      ['a', '5'],
      ['b', '7.50'],
    ]),
  );
  await takeSnapshot(connection, 'right', records([['a', '5']]));
  const input = { reconciliation: ruleSet.reconciliation };
  await reconcile(desk, PREPARER, input);
  const before = await readStatement(desk, PREPARER, input);
  expect(before.statements.map(({ difference }) => difference)).toEqual(['0']);
  await connection.pool.query(`update exceptions set left_amount = left_amount + 0.01`);
  const after = await readStatement(desk, PREPARER, input);
  expect(after.proven).toBe(false);
  expect(after.statements.map(({ difference }) => difference)).toEqual(['0.01']);
});

test('without a run there is nothing to state', async () => {
  await emptyBooks(database.connection);
  const ruleSet = rulesOf({});
  const desk = deskOf(database.connection, [ruleSet]);
  const read = readStatement(desk, PREPARER, { reconciliation: ruleSet.reconciliation, period: '2026-01' });
  await expect(read).rejects.toThrow('invoices-to-payments has not run for 2026-01');
});
