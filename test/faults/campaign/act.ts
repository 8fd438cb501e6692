import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { TASKS } from '#jobs/tasks/index.ts';
import { startWorker } from '#jobs/worker.ts';
import type { Context } from '#workflows/context.ts';
import { enqueueExport, enqueueReconcile } from '#workflows/enqueue-job.ts';
import { ingest } from '#workflows/ingest.ts';
import { publishExport } from '#workflows/publish-export.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { EVERYBODY } from './context.ts';

export type Action =
  | { do: 'ingest'; source: 'shop' | 'bank'; file: string }
  | { do: 'reconcile' }
  | { do: 'export'; export: 'exceptions' | 'payments' | 'matches' }
  | { do: 'jobs' };

/** Carries one action out; what it returns was acknowledged, and must be there after anything that may happen. */
export async function act(context: Context, action: Action): Promise<Record<string, unknown>> {
  switch (action.do) {
    case 'ingest': {
      const outcome = await ingest(context, EVERYBODY, { source: action.source, files: [action.file] });
      if (outcome.rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(outcome.rejected)}`);
      const [delivery] = outcome.deliveries;
      return { snapshot: delivery?.snapshot?.snapshotNo ?? null, traceId: delivery?.traceId };
    }
    case 'reconcile': {
      const run = await reconcile(context, EVERYBODY, { reconciliation: 'shop-to-bank' });
      return { runId: run.runId, resultHash: run.resultHash };
    }
    case 'export': {
      const published = await publishExport(context, EVERYBODY, { export: action.export, entity: 'acme' });
      return { publicationId: published.publicationId, folder: published.folder };
    }
    case 'jobs': {
      const queued = [
        await enqueueReconcile(context, EVERYBODY, { reconciliation: 'shop-to-bank' }),
        await enqueueExport(context, EVERYBODY, { export: 'matches', entity: 'acme', formats: ['csv'] }),
      ];
      process.stdout.write(`${JSON.stringify({ queued: queued.map(({ jobId }) => jobId) })}\n`);
      await workUntilIdle(context);
      return { queued: queued.map(({ jobId }) => jobId) };
    }
  }
}

const LEASE_SECONDS = 2;
/** A job that failed because its server was killed is tried again up to 135 s later. */
const PATIENCE_MS = 240_000;

/** Runs the queue, what killed workers left in it too, until nothing waits any more. */
export async function workUntilIdle(context: Context): Promise<void> {
  const worker = await startWorker(context, { tasks: TASKS, leaseSeconds: LEASE_SECONDS, pollSeconds: 0.2 });
  try {
    const deadline = Date.now() + PATIENCE_MS;
    while ((await waiting(context)) > 0) {
      if (Date.now() > deadline) throw new Error('the queue does not become empty');
      await sleep(50);
    }
  } finally {
    await worker.stop();
  }
}

async function waiting({ connection }: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from jobs where state in ('queued', 'running')`.execute(connection.db);
  return rows[0]?.n ?? 0;
}
