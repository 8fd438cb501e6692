import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import type { Context } from '#workflows/context.ts';
import { enqueueExport, enqueuePull, enqueueReconcile } from '#workflows/enqueue-job.ts';
import { ingest } from '#workflows/ingest.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { type Amount, booksOf } from './app-books.ts';
import { SUPPLIERS, seedMatches } from './seed-matches.ts';
import { seedRules } from './seed-rules.ts';

const SEEDER: Actor = {
  kind: 'person',
  id: 'preparer@nordlicht.example',
  grants: [{ entity: '*', role: 'admin' }],
};

/** Fills a database for looking at screens, through the real pipeline: some days of deliveries, runs and exports. */
export async function seedApp(
  context: Context,
  amount: Amount,
  setNow: (at: Date) => void,
  days: readonly string[],
): Promise<void> {
  const folder = join(context.dataFolder, 'seed');
  await mkdir(folder, { recursive: true });
  for (const [day, at] of days.entries()) {
    setNow(new Date(at));
    const books = booksOf(amount, day);
    const deliver = async (source: string, contract: string, name: string, content: string) => {
      const file = join(folder, name);
      await writeFile(file, content);
      await ingest(context, SEEDER, { source, contract, files: [file] });
    };
    await deliver('shop', 'shop.invoices', `invoices-${day}.csv`, books.invoices);
    await deliver('bank', 'bank.payments', `payments-${day}.csv`, books.payments);
    if (day < days.length - 1) await deliver('erp', 'erp.postings', `postings-${day}.csv`, books.postings);
    await deliver('till', 'till.sales', `sales-${day}.csv`, books.sales);
    await deliver('till', 'till.deposits', `deposits-${day}.csv`, books.deposits);
    for (const reconciliation of [
      'invoices-to-payments',
      'invoices-to-ledger',
      'intercompany',
      'till-to-deposits',
    ]) {
      await reconcile(context, SEEDER, { reconciliation });
    }
    await seedMatches(context, SEEDER, day);
  }
  for (const reconciliation of ['invoices-to-payments', SUPPLIERS])
    await reconcile(context, SEEDER, { reconciliation, period: '2026-01' });
  for (const name of ['exceptions', 'reconciliation_summary', 'invoices']) {
    await publishExport(context, SEEDER, { export: name, entity: 'nordlicht' });
  }
  await seedRules(context);
  await seedJobs(context);
}

async function seedJobs(context: Context): Promise<void> {
  const { db } = context.connection;
  await enqueuePull(context, SEEDER, { source: 'shop' });
  const failed = await enqueuePull(context, SEEDER, { source: 'bank' });
  const running = await enqueueReconcile(context, SEEDER, { reconciliation: 'invoices-to-payments' });
  await enqueueExport(context, SEEDER, { export: 'matches', entity: 'nordlicht', formats: ['csv'] });
  const now = context.now();
  await db
    .updateTable('jobs')
    .set({
      state: 'failed',
      attempts: 5,
      started_at: now,
      finished_at: now,
      problem: JSON.stringify({
        code: 'source_unreachable',
        message: 'source bank could not be read: data/bank: no such folder',
        hint: 'Mend the place or the path, then pull again.',
      }),
    })
    .where('job_id', '=', failed.jobId ?? '0')
    .execute();
  await db
    .updateTable('jobs')
    .set({
      state: 'running',
      attempts: 1,
      started_at: now,
      worker: 'worker-1',
      progress: JSON.stringify({ step: 'Matching by number', done: 48_200, of: 120_000 }),
    })
    .where('job_id', '=', running.jobId ?? '0')
    .execute();
}
