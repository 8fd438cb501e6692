import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Workspace } from '#core/workspace/workspace.ts';
import { type JobRow, listJobs } from '#db/queries/jobs.ts';
import { registerEntities } from '#db/queries/streams.ts';
import { TASKS } from '#jobs/tasks/index.ts';
import { startWorker, type Worker } from '#jobs/worker.ts';
import { useDatabase } from '#test/support/database.ts';
import type { Context } from '#workflows/context.ts';
import { enqueuePull } from '#workflows/enqueue-job.ts';
import { loadMissing } from '#workflows/load-missing.ts';
import { loadWorkspace } from '#workflows/load-workspace.ts';
import { contextOver, operator } from './context.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-follow-'));
let workspace: Workspace;
let worker: Worker;

/** The workspace that `tieout init` makes: one source, one reconciliation over it, two exports of results. */
beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../../examples/minimal', import.meta.url)), folder, { recursive: true });
  workspace = await loadWorkspace(folder);
  await registerEntities(database.connection.db, [
    { entity: 'acme', name: 'ACME', base_currency: 'EUR', zone: 'Europe/Berlin' },
  ]);
  worker = await startWorker(context(), { tasks: TASKS, pollSeconds: 0.5 });
});
afterAll(async () => {
  await worker.stop();
  rmSync(folder, { recursive: true, force: true });
});

function context(): Context {
  return { ...contextOver(database.connection, workspace), dataFolder: join(folder, '.tieout') };
}

async function settled(): Promise<JobRow[]> {
  for (;;) {
    const jobs = await listJobs(database.connection.db, { entities: ['acme'], limit: 100 });
    if (jobs.every(({ state }) => state !== 'queued' && state !== 'running')) return jobs.reverse();
    await sleep(100);
  }
}

const told = (jobs: readonly JobRow[]) =>
  jobs.map(
    ({ kind, payload, state }) =>
      `${kind} ${payload.source ?? payload.reconciliation ?? payload.export} ${state}`,
  );

test('a pull that brings something runs what reads it, once, and the run publishes what shows it', async () => {
  const { jobId } = await enqueuePull(context(), operator, { source: 'shop' });
  const jobs = await settled();
  expect(told(jobs)).toEqual([
    'pull shop done',
    'reconcile invoices-to-payments done',
    'export exceptions done',
    'export matches done',
  ]);
  expect(jobs[0]).toMatchObject({
    jobId,
    result: { files: 2, read: 8, quarantined: 0, followUps: [jobs[1]?.jobId] },
  });
  expect(jobs[1]).toMatchObject({
    actor: { kind: 'service', id: 'follow-up' },
    result: { exceptionCount: 2 },
  });
});

test('a pull that brings nothing is followed by nothing', async () => {
  const before = (await settled()).length;
  await enqueuePull(context(), operator, { source: 'shop' });
  expect(told((await settled()).slice(before))).toEqual(['pull shop done']);
});

test('a change of one side runs it again, over the new state of its inputs', async () => {
  const before = (await settled()).length;
  const file = join(folder, 'data', 'shop', 'payments.csv');
  writeFileSync(file, `${readFileSync(file, 'utf8')}P-5,R-1004,2026-03-13,80.00,EUR\n`);
  await enqueuePull(context(), operator, { source: 'shop' });
  const jobs = (await settled()).slice(before);
  expect(told(jobs).slice(0, 2)).toEqual(['pull shop done', 'reconcile invoices-to-payments done']);
  expect(jobs[1]).toMatchObject({ result: { exceptionCount: 1, moved: { cleared: 1 } } });
});

test('after all of that a start has nothing left to load', async () => {
  expect(await loadMissing(context(), operator, () => {})).toEqual([]);
});
