import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backtest as command } from '#cli/commands/backtest.ts';
import { RulesFileUnreadable } from '#cli/failures.ts';
import { createOutput } from '#cli/output.ts';
import { definitionHash } from '#core/contract/definition-hash.ts';
import { emptyBooks, rulesOf, takeSnapshot } from '#test/reconcile/books.ts';
import { deskOf, PREPARER } from '#test/reconcile/desk.ts';
import { useDatabase } from '#test/support/database.ts';
import { backtest } from '#workflows/backtest.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { everythingStored } from './stored.ts';

const database = useDatabase();
const { hash: _, ...base } = rulesOf();
const rules = { ...base, hash: definitionHash(base) };
const reconciliation = rules.reconciliation;
const folder = mkdtempSync(join(tmpdir(), 'tieout-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const desk = () => deskOf(database.connection, [rules]);
const declared = { of: 'declared' } as const;
let runId = '';

beforeAll(async () => {
  await emptyBooks(database.connection);
  await expect(backtest(desk(), PREPARER, { reconciliation, rules: declared })).rejects.toThrow(
    'has no run to try',
  );
  const line = { reference: 'A', counterparty: null, amount: '1.00', currency: 'EUR', date: '2026-01-01' };
  await takeSnapshot(database.connection, 'left', [{ recordKey: '1', ...line }]);
  await takeSnapshot(database.connection, 'right', [{ recordKey: '2', ...line }]);
  runId = (await reconcile(desk(), PREPARER, { reconciliation })).runId;
});

async function refused(input: Partial<Parameters<typeof backtest>[2]>, message: string, context = desk()) {
  const before = await everythingStored(database.connection);
  await expect(backtest(context, PREPARER, { reconciliation, rules: declared, ...input })).rejects.toThrow(
    message,
  );
  expect(await everythingStored(database.connection)).toEqual(before);
}

test('runs and periods that there are not are refused, and nothing is stored', async () => {
  await refused({ runs: ['999999'] }, 'has no run 999999');
  await refused({ runs: [runId, 'latest'] }, 'has no run latest');
  await refused({ period: '2026-13' }, 'is not a period');
  await refused({ period: '2026-02' }, 'has no run of 2026-02');
  await refused({ rules: { of: 'version', number: 7 } }, 'has no version 7');
  await refused({ reconciliation: 'no-such' }, 'no reconciliation named');
});

test('rules over other sources are refused: the run did not read them', async () => {
  const other = { ...rules, left: { ...rules.left, source: 'bank' } };
  await refused({}, 'run 1 read sales/invoices on the left', deskOf(database.connection, [other]));
});

test('a file is checked as the workspace is: the place and what is wrong', async () => {
  const file = (text: string) => ({ of: 'file', path: 'changed.yaml', text }) as const;
  await refused({ rules: file('reconciliation: [') }, 'changed.yaml:');
  await refused({ rules: file(`reconciliation: ${reconciliation}\n`) }, 'changed.yaml:1:1');
  const sides = 'left: {dataset: invoices, source: sales}\nright: {dataset: payments, source: bank}\n';
  const passes = 'passes: [{name: by-number, type: key, on: [number]}]\n';
  await refused({ rules: file(`reconciliation: another\n${sides}${passes}`) }, 'these are rules of another');
});

test('a file that is not there, on the command line', async () => {
  const output = createOutput(true, { stdout: process.stderr, stderr: process.stderr });
  const runtime = { context: desk(), actor: PREPARER, database: {} as never, close: async () => {} };
  const give = (what: string, last = '3') =>
    command.run(runtime, {
      ...{
        args: [reconciliation],
        options: { rules: what, last },
        output,
        signal: AbortSignal.timeout(30_000),
      },
    });
  await expect(give(join(folder, 'none.yaml'))).rejects.toThrow(RulesFileUnreadable);
  writeFileSync(join(folder, 'empty.yaml'), '');
  await expect(give(join(folder, 'empty.yaml'))).rejects.toThrow('empty.yaml:1:1');
  await expect(give('declared', '0')).rejects.toThrow('--last');
});

test('a signal stops it', async () => {
  const stopped = new AbortController();
  const context = { ...desk(), signal: stopped.signal, progress: () => stopped.abort() };
  const before = await everythingStored(database.connection);
  await expect(backtest(context, PREPARER, { reconciliation, rules: declared })).rejects.toThrow('aborted');
  expect(await everythingStored(database.connection)).toEqual(before);
});
