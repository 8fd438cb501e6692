import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UnknownName } from '#core/failure/failure.ts';
import { cancelJob, getJob, insertJob, type JobRow } from '#db/queries/jobs.ts';
import type { Task } from '#jobs/task.ts';
import { startWorker, type Worker, type WorkerOptions } from '#jobs/worker.ts';
import { useDatabase } from '#test/support/database.ts';
import { contextOver, operator } from './context.ts';

const database = useDatabase();
const workers: Worker[] = [];

beforeEach(() => database.connection.pool.query('truncate jobs'));
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

async function start(tasks: Record<string, Task>, over: Partial<WorkerOptions> = {}): Promise<Worker> {
  const worker = await startWorker(contextOver(database.connection), { tasks, graceSeconds: 0.2, ...over });
  workers.push(worker);
  return worker;
}

async function queue(
  kind: string,
  over: { maxAttempts?: number; exclusiveOn?: string; payload?: object } = {},
): Promise<string> {
  const { maxAttempts = 3, exclusiveOn, payload = {} } = over;
  const traceId = randomUUID();
  const job = {
    kind,
    payload: { ...payload },
    entity: 'acme',
    actor: operator,
    maxAttempts,
    exclusiveOn,
    traceId,
  };
  return (await insertJob(database.connection.db, job)) as string;
}

async function until(jobId: string, holds: (job: JobRow) => boolean, seconds = 20): Promise<JobRow> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const job = await getJob(database.connection.db, jobId);
    if (job && holds(job)) return job;
    if (Date.now() > deadline) throw new Error(`job ${jobId} did not get there: ${JSON.stringify(job)}`);
    await sleep(50);
  }
}

const untilState = (jobId: string, state: string, seconds?: number) =>
  until(jobId, (job) => job.state === state, seconds);

test('a job runs at once, with the actor and payload it was queued with', async () => {
  await start(
    { echo: async (_context, actor, payload) => ({ actor: actor.id, payload }) },
    { pollSeconds: 60 },
  );
  await sleep(300);
  const queuedAt = Date.now();
  const jobId = await queue('echo', { payload: { source: 'bank' } });
  const done = await untilState(jobId, 'done');
  expect(Date.now() - queuedAt).toBeLessThan(2_000); // told by the database: polling comes once a minute here
  expect(done.result).toEqual({ actor: 'op@acme', payload: { source: 'bank' } });
});

test('a failure that waiting may cure is tried again later, one that it cannot ends the job', async () => {
  await start({
    flaky: async () => {
      throw new Error('the other side is down');
    },
    wrong: async () => {
      throw new UnknownName('source', 'bnak', ['bank']);
    },
  });
  const flaky = await queue('flaky');
  const retried = await until(flaky, (job) => job.problem !== null);
  expect(retried).toMatchObject({
    state: 'queued',
    attempts: 1,
    problem: { kind: 'internal', code: 'internal', attempt: 1 },
  });
  const waits = new Date(retried.runAfter).getTime() - new Date(retried.startedAt as string).getTime();
  expect(waits).toBeGreaterThan(4_900);
  expect(waits).toBeLessThan(6_500);
  const wrong = await untilState(await queue('wrong'), 'failed');
  expect(wrong.problem).toMatchObject({
    kind: 'usage',
    code: 'unknown_name',
    fields: { what: 'source', given: 'bnak', known: ['bank'] },
    hint: 'Known: bank.',
  });
  expect((await untilState(await queue('flaky', { maxAttempts: 1 }), 'dead')).problem).toMatchObject({
    attempt: 1,
  });
  expect((await untilState(await queue('no-such-kind'), 'failed')).problem).toMatchObject({
    code: 'unknown_job_kind',
  });
});

test('progress is written while the job runs, and its last word is kept', async () => {
  await start({
    chatty: async (context) => {
      for (let done = 1; done <= 5_000; done++) context.progress({ step: 'reading', done, of: 5_000 });
      await sleep(300);
      context.progress({ step: 'reading', done: 5_000, of: 5_000, detail: 'ready' });
      return {};
    },
  });
  const jobId = await queue('chatty');
  expect((await until(jobId, (job) => job.progress !== null)).progress).toMatchObject({
    step: 'reading',
    done: 5_000,
  });
  const done = await untilState(jobId, 'done');
  expect(done.progress).toEqual({ step: 'reading', done: 5_000, of: 5_000, detail: 'ready' });
});

test('a running job is cancelled promptly', async () => {
  await start({ long: (context) => sleep(60_000, {}, { signal: context.signal }) }, { pollSeconds: 60 });
  const jobId = await queue('long');
  await untilState(jobId, 'running');
  await cancelJob(database.connection.db, jobId);
  expect(await untilState(jobId, 'cancelled', 3)).toMatchObject({ problem: null });
});

test('stopping lets a short job finish and puts a long one back without counting the attempt', async () => {
  const worker = await start(
    { short: () => sleep(300, {}), long: (context) => sleep(60_000, {}, { signal: context.signal }) },
    { graceSeconds: 1 },
  );
  const short = await queue('short');
  const long = await queue('long');
  await Promise.all([untilState(short, 'running'), untilState(long, 'running')]);
  await worker.stop();
  expect(await getJob(database.connection.db, short)).toMatchObject({ state: 'done' });
  expect(await getJob(database.connection.db, long)).toMatchObject({ state: 'queued', attempts: 0 });
  await queue('short');
  await sleep(500);
  const { rows } = await database.connection.pool.query(
    `select count(*)::int as n from jobs where state = 'running'`,
  );
  expect(rows[0].n).toBe(0);
});

test('jobs of one source run one after the other, others beside them', async () => {
  let together = 0;
  let most = 0;
  const pull: Task = async () => {
    most = Math.max(most, ++together);
    await sleep(100);
    together--;
    return {};
  };
  await start({ pull, other: async () => ({}) }, { slots: 4 });
  await start({ pull, other: async () => ({}) }, { slots: 4 });
  const ids = await Promise.all(
    Array.from({ length: 6 }, () => queue('pull', { exclusiveOn: 'source:acme:bank' })),
  );
  const other = await queue('other', { exclusiveOn: 'source:acme:shop' });
  await untilState(other, 'done');
  for (const id of ids) await untilState(id, 'done');
  expect(most).toBe(1);
});

test('an outage of the database is survived', async () => {
  const troubles: unknown[] = [];
  await start(
    { echo: async () => ({}) },
    { pollSeconds: 0.3, report: (event) => event.event === 'trouble' && troubles.push(event) },
  );
  await untilState(await queue('echo'), 'done');
  await database.connection.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await untilState(await queue('echo'), 'done');
});

test('the job of a killed process is taken over within a minute', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./child-worker.ts', import.meta.url)), database.url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const jobId = await queue('endless', { exclusiveOn: 'source:acme:bank' });
    await once(child.stdout, 'data');
    const first = await until(jobId, (job) => job.progress !== null);
    expect(first.progress).toMatchObject({ detail: String(child.pid) });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedAt = Date.now();
    // With the real lease and the real polling.
    await start({ endless: async () => ({ finished: true }) });
    const done = await untilState(jobId, 'done', 60);
    expect(done).toMatchObject({ attempts: 2, result: { finished: true } });
    expect(Date.now() - killedAt).toBeLessThan(60_000);
  } finally {
    child.kill('SIGKILL');
  }
}, 120_000);
