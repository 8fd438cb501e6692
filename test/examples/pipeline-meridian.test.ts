import { expect, test } from 'vitest';
import { pullSource } from '#workflows/pull-source.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { EXAMPLES_FOLDER, readTruth } from './support/example-files.ts';
import { controller, usePipeline } from './support/pipeline.ts';
import { README_ROWS } from './support/readme.ts';
import type { MeridianTruth } from './support/truths.ts';

const truth = readTruth<MeridianTruth>('xero-books');
const control = truth.invoice_to_control_account;
const pipeline = usePipeline(EXAMPLES_FOLDER, 'meridian');

const OF_CONTROL = `from matches m join tie_outs t using (tie_out_id) where t.name = 'invoices-to-control' and m.to_run is null`;

test('every row of the books is taken in; bank transactions without a journal wait in quarantine', () => {
  const deliveries = pipeline.pulls.get('meridian')?.deliveries ?? [];
  const counts = deliveries.map(({ dataset, files }) => [
    dataset,
    files[0]?.read,
    files[0]?.counts.accepted,
    files[0]?.counts.quarantined,
  ]);
  const { bank_transactions: all, bank_transactions_with_journal: posted } = truth;
  expect(counts).toEqual([
    ['invoices', truth.invoices, truth.invoices, 0],
    ['invoice_lines', 649, 649, 0],
    ['ledger_entries', truth.journal_lines, truth.journal_lines, 0],
    ['payments', all, posted, all - posted],
  ]);
});

test('invoices tie out with their control accounts, exactly as truth.json says', async () => {
  const run = pipeline.runs.get('invoices-to-control');
  expect(run).toMatchObject({ status: 'complete', exceptionCount: control.different });
  const [tied] = await pipeline.rows(`select
      count(*) filter (where m.left_count = 1 and m.difference = 0)::int as after_fx,
      count(*) filter (where m.left_count = 0 and m.right_amount = 0)::int as voided, count(*)::int as all ${OF_CONTROL}`);
  expect(tied).toEqual({
    after_fx: control.tie_out_exactly_after_fx,
    voided: control.voided_with_journals_netting_to_zero,
    all: control.tie_out_exactly_after_fx + control.voided_with_journals_netting_to_zero,
  });
  const voided = await pipeline.rows(`select distinct i.status from invoices i where i.record_key in
      (select m.match_key ${OF_CONTROL} and m.left_count = 0)`);
  expect(voided).toEqual([{ status: 'VOIDED' }]);
});

test('by the currency of the invoice', async () => {
  const rows = await pipeline.rows(`select i.currency, count(*)::int as tied from invoices i
      where i.record_key in (select m.match_key ${OF_CONTROL} and m.left_count = 1) group by i.currency`);
  expect(Object.fromEntries(rows.map((row) => [row.currency, row.tied]))).toEqual(truth.by_currency_tied);
});

test('the deleted invoice is on neither side', async () => {
  const [row] = await pipeline.rows(`select count(*)::int as deleted from invoices i where status = 'DELETED'
      and not exists (select 1 from ledger_entries l where l.document_ref = i.record_key)`);
  expect(row).toEqual({ deleted: control.deleted_without_journal });
});

test('sub totals equal lines, journals balance, posted bank transactions tie out', () => {
  const found = ['invoices-to-lines', 'journals-balance', 'bank-to-journals'].map((name) => {
    const run = pipeline.runs.get(name);
    return [name, run?.matchCount, run?.exceptionCount, run?.status];
  });
  expect(found).toEqual([
    ['invoices-to-lines', truth.sub_total_equals_lines, 0, 'complete'],
    ['journals-balance', truth.journals, truth.journals_unbalanced_net, 'complete'],
    // Rows in quarantine are missing data: a run over the rest is never clean.
    ['bank-to-journals', truth.bank_transactions_with_journal, 0, 'incomplete'],
  ]);
});

test('to pull and run once more changes nothing', async () => {
  const again = await pullSource(pipeline.context, controller, { source: 'meridian' });
  expect([again.deliveries, again.rejected, again.alreadyTaken]).toEqual([[], [], 4]);
  const reconciliation = 'invoices-to-control';
  const run = await reconcile(pipeline.context, controller, { reconciliation });
  expect(run.resultHash).toBe(pipeline.runs.get(reconciliation)?.resultHash);
});

test('the README says the same', () => {
  for (const [name, { matchCount, exceptionCount, status }] of pipeline.runs) {
    expect(README_ROWS.get(name), name).toEqual({ matches: matchCount, exceptions: exceptionCount, status });
  }
});
