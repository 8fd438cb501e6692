import { beforeEach, expect, test } from 'vitest';
import { PermissionDenied, UnknownName } from '#core/failure/failure.ts';
import { getJob } from '#db/queries/jobs.ts';
import { useDatabase } from '#test/support/database.ts';
import { enqueuePull } from '#workflows/enqueue-job.ts';
import { cancelJob, JobNotFound, JobStateRefuses, retryJob } from '#workflows/manage-job.ts';
import { contextOver, operator, viewer } from './context.ts';

const database = useDatabase();
const context = () => contextOver(database.connection);
beforeEach(() => database.connection.pool.query('truncate jobs'));

async function queued(): Promise<string> {
  return (await enqueuePull(context(), operator, { source: 'bank' })).jobId as string;
}

test('queueing asks the policy of what the job will do, and knows the workspace', async () => {
  await expect(enqueuePull(context(), viewer, { source: 'bank' })).rejects.toThrow(PermissionDenied);
  await expect(enqueuePull(context(), operator, { source: 'bnak' })).rejects.toThrow(UnknownName);
  const { rows } = await database.connection.pool.query('select count(*)::int as n from jobs');
  expect(rows[0].n).toBe(0);
});

test('cancelling and trying again are in the audit log', async () => {
  const jobId = await queued();
  expect(await cancelJob(context(), operator, { jobId })).toEqual({ jobId, state: 'cancelled' });
  await expect(cancelJob(context(), operator, { jobId })).rejects.toThrow(JobStateRefuses);
  expect(await retryJob(context(), operator, { jobId })).toEqual({ jobId, state: 'queued' });
  await expect(retryJob(context(), operator, { jobId })).rejects.toThrow(JobStateRefuses);
  const { rows } = await database.connection.pool.query(
    'select actor, entity, action from audit_entries where subject = $1 order by seq',
    [`job:${jobId}`],
  );
  expect(rows).toEqual([
    { actor: 'op@acme', entity: 'acme', action: 'job.cancel' },
    { actor: 'op@acme', entity: 'acme', action: 'job.retry' },
  ]);
});

test('who may not manage jobs changes nothing; an unknown or malformed id is not found', async () => {
  const jobId = await queued();
  await expect(cancelJob(context(), viewer, { jobId })).rejects.toThrow(PermissionDenied);
  expect(await getJob(database.connection.db, jobId)).toMatchObject({ state: 'queued' });
  await expect(cancelJob(context(), operator, { jobId: '999999' })).rejects.toThrow(JobNotFound);
  await expect(cancelJob(context(), operator, { jobId: '1; drop table jobs' })).rejects.toThrow(JobNotFound);
});
