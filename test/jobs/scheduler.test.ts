import { beforeEach, describe, expect, test } from 'vitest';
import type { Schedule, Workspace } from '#core/workspace/workspace.ts';
import { type JobRow, listJobs } from '#db/queries/jobs.ts';
import { listSchedules } from '#db/queries/schedules.ts';
import { fire, fireMissed, registerSchedules, startScheduler } from '#jobs/scheduler.ts';
import { useDatabase } from '#test/support/database.ts';
import { contextOver } from './context.ts';

const database = useDatabase();

const pullBank: Schedule = {
  schedule: 'bank-daily',
  cron: '30 6 * * *',
  zone: 'Europe/Berlin',
  job: 'pull',
  target: 'bank',
};

beforeEach(() => database.connection.pool.query('truncate jobs; truncate schedules'));

function at(instant: string, workspace: Partial<Workspace> = { schedules: [pullBank] }) {
  return contextOver(database.connection, workspace, () => new Date(instant));
}

const jobs = (): Promise<JobRow[]> => listJobs(database.connection.db, { entities: ['acme'], limit: 100 });
const schedule = async (name: string) =>
  (await listSchedules(database.connection.db)).find((row) => row.name === name);

describe('a fire', () => {
  test('inserts one job however many processes run, and shows the next', async () => {
    const context = at('2026-01-31T00:00:00Z');
    await registerSchedules(context);
    const when = new Date('2026-01-31T05:30:00Z');
    await Promise.all(Array.from({ length: 20 }, () => fire(context, pullBank, when, false)));
    const made = await jobs();
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      kind: 'pull',
      payload: { source: 'bank' },
      jobKey: 'schedule:bank-daily:2026-01-31T05:30:00.000Z',
      exclusiveOn: 'source:acme:bank',
      actor: { kind: 'schedule', id: 'schedule:bank-daily', grants: [{ entity: 'acme', role: 'service' }] },
    });
    expect(await schedule('bank-daily')).toMatchObject({
      lastFire: '2026-01-31T05:30:00.000000Z',
      nextFire: '2026-02-01T05:30:00.000000Z',
    });
  });

  test('still makes no second job when the first has long ended', async () => {
    const context = at('2026-01-31T00:00:00Z');
    const when = new Date('2026-01-31T05:30:00Z');
    await registerSchedules(context);
    await fire(context, pullBank, when, false);
    await database.connection.pool.query(`update jobs set state = 'done'`);
    await fire(context, pullBank, when, true);
    expect(await jobs()).toHaveLength(1);
  });

  test('adds nothing while the job of an earlier fire still waits', async () => {
    const context = at('2026-01-31T00:00:00Z');
    await registerSchedules(context);
    await fire(context, pullBank, new Date('2026-01-31T05:30:00Z'), false);
    await fire(context, pullBank, new Date('2026-02-01T05:30:00Z'), false);
    expect(await jobs()).toHaveLength(1);
    expect(await schedule('bank-daily')).toMatchObject({ lastFire: '2026-02-01T05:30:00.000000Z' });
  });

  test('of an export makes a job for each entity that declares it', async () => {
    const exports: Workspace['exports'] = [
      { export: 'exceptions', entity: 'acme', formats: ['csv'] },
      { export: 'exceptions', entity: 'other', formats: ['csv', 'parquet'] },
    ];
    const nightly: Schedule = {
      schedule: 'files',
      cron: '0 1 * * *',
      zone: 'UTC',
      job: 'export',
      target: 'exceptions',
    };
    const context = at('2026-01-31T00:00:00Z', { exports, schedules: [nightly] });
    await registerSchedules(context);
    await fire(context, nightly, new Date('2026-01-31T01:00:00Z'), false);
    const made = await listJobs(database.connection.db, { entities: ['acme', 'other'], limit: 10 });
    expect(made.map((job) => job.payload)).toEqual([
      { export: 'exceptions', entity: 'other', formats: ['csv', 'parquet'] },
      { export: 'exceptions', entity: 'acme', formats: ['csv'] },
    ]);
  });
});

describe('missed fires', () => {
  test('are made up for once, with the latest', async () => {
    await registerSchedules(at('2026-01-10T00:00:00Z'));
    await fireMissed(at('2026-01-15T12:00:00Z'));
    await fireMissed(at('2026-01-15T12:01:00Z'));
    expect((await jobs()).map((job) => job.jobKey)).toEqual(['schedule:bank-daily:2026-01-15T05:30:00.000Z']);
    expect(await schedule('bank-daily')).toMatchObject({ nextFire: '2026-01-16T05:30:00.000000Z' });
  });

  test('survive a restart: registering again does not move an overdue fire', async () => {
    await registerSchedules(at('2026-01-10T00:00:00Z'));
    await registerSchedules(at('2026-01-15T12:00:00Z'));
    expect(await schedule('bank-daily')).toMatchObject({ nextFire: '2026-01-10T05:30:00.000000Z' });
  });

  test('of a schedule that is new, changed or was away are not made up for', async () => {
    const now = '2026-01-15T12:00:00Z';
    await registerSchedules(at('2026-01-10T00:00:00Z'));
    const changed = { ...pullBank, cron: '0 7 * * *' };
    await registerSchedules(at(now, { schedules: [changed] }));
    await fireMissed(at(now, { schedules: [changed] }));
    expect(await jobs()).toEqual([]);
    await registerSchedules(at('2026-01-16T00:00:00Z', { schedules: [] }));
    expect(await schedule('bank-daily')).toMatchObject({ enabled: false, nextFire: null });
    await registerSchedules(at('2026-01-20T00:00:00Z'));
    expect(await schedule('bank-daily')).toMatchObject({
      enabled: true,
      nextFire: '2026-01-20T05:30:00.000000Z',
    });
  });

  test('nothing moves backwards when a slow process records an older fire', async () => {
    const context = at('2026-01-10T00:00:00Z');
    await registerSchedules(context);
    await fire(context, pullBank, new Date('2026-01-12T05:30:00Z'), false);
    await fire(context, pullBank, new Date('2026-01-11T05:30:00Z'), false);
    expect(await schedule('bank-daily')).toMatchObject({
      lastFire: '2026-01-12T05:30:00.000000Z',
      nextFire: '2026-01-13T05:30:00.000000Z',
    });
  });
});

test('two running schedulers and the real clock: a missed fire, then one of node-cron, one job each', async () => {
  const everyMinute: Schedule = {
    ...pullBank,
    schedule: 'often',
    cron: '* * * * *',
    zone: 'America/New_York',
  };
  const context = contextOver(database.connection, { schedules: [everyMinute] });
  await registerSchedules(
    contextOver(database.connection, { schedules: [everyMinute] }, () => new Date(Date.now() - 600_000)),
  );
  const troubles: unknown[] = [];
  const report = (event: { event: string }) => event.event === 'trouble' && troubles.push(event);
  const schedulers = await Promise.all([startScheduler(context, report), startScheduler(context, report)]);
  const [missed] = await jobs();
  expect(missed?.jobKey).toMatch(/^schedule:often:/);
  await database.connection.pool.query(`update jobs set state = 'done'`);
  const nextMinute = Math.ceil((Date.now() + 1) / 60_000) * 60_000;
  await new Promise((resolve) => setTimeout(resolve, nextMinute - Date.now() + 1_500));
  for (const scheduler of schedulers) await scheduler.stop();
  expect(troubles).toEqual([]);
  expect((await jobs()).map((job) => job.jobKey)).toContain(
    `schedule:often:${new Date(nextMinute).toISOString()}`,
  );
  expect((await jobs()).length).toBeLessThanOrEqual(3);
}, 90_000);
