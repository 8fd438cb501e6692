import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  claimJob,
  endJob,
  type HeldJob,
  releaseJob,
  renewLease,
  retryJob,
  writeProgress,
} from '#db/queries/job-leases.ts';
import { cancelJob, getJob, insertJob, listJobs, type NewJob, requeueJob } from '#db/queries/jobs.ts';
import { useDatabase } from '#test/support/database.ts';
import { operator } from './context.ts';

const database = useDatabase();
const db = () => database.connection.db;

beforeEach(() => database.connection.pool.query('truncate jobs'));

function job(over: Partial<NewJob> = {}): NewJob {
  return {
    kind: 'pull',
    payload: { source: 'bank' },
    entity: 'acme',
    actor: operator,
    maxAttempts: 3,
    traceId: randomUUID(),
    ...over,
  };
}

async function insert(over: Partial<NewJob> = {}): Promise<string> {
  const id = await insertJob(db(), job(over));
  if (!id) throw new Error('the job is there already');
  return id;
}

async function claim(worker = 'w1', lease = 30): Promise<HeldJob> {
  const held = await claimJob(db(), worker, lease);
  if (!held) throw new Error('nothing to claim');
  return held;
}

describe('queueing', () => {
  test('a key makes one job, however many ask at once, and even after it has ended', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => insertJob(db(), job({ jobKey: 'once' }))));
    expect(ids.filter(Boolean)).toHaveLength(1);
    await endJob(db(), await claim(), { state: 'done', result: {} });
    expect(await insertJob(db(), job({ jobKey: 'once' }))).toBeUndefined();
  });

  test('coalescing adds nothing to an equal waiting job, but does to a running or another one', async () => {
    await insert({ coalesce: true });
    expect(await insertJob(db(), job({ coalesce: true }))).toBeUndefined();
    expect(await insertJob(db(), job({ coalesce: true, payload: { source: 'shop' } }))).toBeDefined();
    await claim();
    expect(await insertJob(db(), job({ coalesce: true }))).toBeDefined();
  });

  test('a list holds the newest first, by entity, in pages', async () => {
    const ids = [await insert(), await insert(), await insert({ entity: 'other' }), await insert()];
    const page = await listJobs(db(), { entities: ['acme'], limit: 2 });
    expect(page.map((row) => row.jobId)).toEqual([ids[3], ids[1]]);
    const rest = await listJobs(db(), { entities: ['acme'], limit: 2, beforeJobId: page[1]?.jobId });
    expect(rest.map((row) => row.jobId)).toEqual([ids[0]]);
  });
});

describe('leases', () => {
  test('many workers never hold one job twice', async () => {
    for (let i = 0; i < 30; i++) await insert();
    const workers = Array.from({ length: 8 }, (_, i) => `w${i}`);
    const held = await Promise.all(
      workers.map(async (worker) => {
        const mine: string[] = [];
        for (let it = await claimJob(db(), worker, 30); it; it = await claimJob(db(), worker, 30))
          mine.push(it.jobId);
        return mine;
      }),
    );
    const all = held.flat();
    expect(new Set(all).size).toBe(30);
    expect(all).toHaveLength(30);
  });

  test('jobs exclusive on the same thing never run together, however hard workers race', async () => {
    for (let i = 0; i < 10; i++) await insert({ exclusiveOn: 'source:acme:bank' });
    for (let i = 0; i < 10; i++) await insert({ exclusiveOn: `source:acme:${i}` });
    const claimed = await Promise.all(Array.from({ length: 30 }, (_, i) => claimJob(db(), `w${i}`, 30)));
    const held = claimed.filter((it) => it !== undefined);
    const { rows } = await database.connection.pool.query(
      `select exclusive_on, count(*)::int from jobs where state = 'running' group by 1 having count(*) > 1`,
    );
    expect(rows).toEqual([]);
    expect(held.length).toBeGreaterThan(0);
    for (const it of held) expect(await endJob(db(), it, { state: 'done', result: {} })).toBe(true);
    expect(await claimJob(db(), 'w', 30)).toBeDefined();
  });

  test('whoever lost the lease can neither renew, report, end, retry nor release the job', async () => {
    const jobId = await insert();
    const stalled = await claim('w1', 0.1);
    await sleep(200);
    const taken = await claim('w2');
    expect(taken).toMatchObject({ jobId, attempt: 2 });
    expect(await renewLease(db(), stalled, 30)).toBe('lost');
    await writeProgress(db(), stalled, { step: 'late' });
    expect(await endJob(db(), stalled, { state: 'done', result: { by: 'w1' } })).toBe(false);
    expect(await retryJob(db(), stalled, {}, 0)).toBe(false);
    expect(await releaseJob(db(), stalled)).toBe(false);
    expect(await getJob(db(), jobId)).toMatchObject({ state: 'running', worker: 'w2', progress: null });
    expect(await endJob(db(), taken, { state: 'done', result: { by: 'w2' } })).toBe(true);
    expect(await getJob(db(), jobId)).toMatchObject({ state: 'done', result: { by: 'w2' } });
  });

  test('the same worker is fenced too when it takes its own lost job again', async () => {
    await insert();
    const first = await claim('w1', 0.1);
    await sleep(200);
    const second = await claim('w1');
    expect(await endJob(db(), first, { state: 'done', result: {} })).toBe(false);
    expect(await endJob(db(), second, { state: 'done', result: {} })).toBe(true);
  });

  test('a renewed lease is not taken over', async () => {
    await insert();
    const held = await claim('w1', 0.5);
    await sleep(300);
    expect(await renewLease(db(), held, 30)).toBe('held');
    await sleep(300);
    expect(await claimJob(db(), 'w2', 30)).toBeUndefined();
  });

  test('a job that kills every worker is dead after its last attempt', async () => {
    const jobId = await insert({ maxAttempts: 2 });
    for (let attempt = 1; attempt <= 2; attempt++) {
      expect((await claim('w', 0.05)).attempt).toBe(attempt);
      await sleep(100);
    }
    expect(await claimJob(db(), 'w', 30)).toBeUndefined();
    expect(await getJob(db(), jobId)).toMatchObject({
      state: 'dead',
      problem: { code: 'worker_lost', attempt: 2 },
    });
  });

  test('a retry waits for its time; a release counts no attempt', async () => {
    const jobId = await insert();
    expect(await retryJob(db(), await claim(), { kind: 'unavailable' }, 60)).toBe(true);
    expect(await claimJob(db(), 'w1', 30)).toBeUndefined();
    await database.connection.pool.query('update jobs set run_after = now()');
    await releaseJob(db(), await claim());
    expect(await getJob(db(), jobId)).toMatchObject({
      state: 'queued',
      attempts: 1,
      problem: { kind: 'unavailable' },
    });
  });
});

describe('cancelling and trying again', () => {
  test('a waiting job is cancelled at once and can be queued again', async () => {
    const jobId = await insert();
    expect(await cancelJob(db(), jobId)).toBe('cancelled');
    expect(await claimJob(db(), 'w', 30)).toBeUndefined();
    expect(await cancelJob(db(), jobId)).toBeUndefined();
    expect(await requeueJob(db(), jobId)).toBe(true);
    expect(await claim()).toMatchObject({ jobId, attempt: 1 });
  });

  test('a running job hears of it with its next renewal; a dead worker does not stop it', async () => {
    const jobId = await insert();
    const held = await claim('w1', 0.3);
    expect(await cancelJob(db(), jobId)).toBe('requested');
    expect(await renewLease(db(), held, 0.1)).toBe('cancel');
    await sleep(200);
    expect(await claimJob(db(), 'w2', 30)).toBeUndefined();
    expect(await getJob(db(), jobId)).toMatchObject({ state: 'cancelled' });
  });

  test('a job that is done is not queued again', async () => {
    const jobId = await insert();
    await endJob(db(), await claim(), { state: 'done', result: {} });
    expect(await requeueJob(db(), jobId)).toBe(false);
  });
});
