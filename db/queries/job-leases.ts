import { sql } from 'kysely';
import type { Actor } from '#core/access/actor.ts';
import type { Db } from '../connection.ts';
import { wakeWorkers } from './jobs.ts';

/**
 * A job in the hands of one worker. Worker and attempt together are the fence: whoever lost the lease matches no row
 * any more. All times are the database's, so that workers on several machines agree.
 */
export interface HeldJob {
  jobId: string;
  kind: string;
  payload: Record<string, unknown>;
  entity: string;
  actor: Actor;
  attempt: number;
  maxAttempts: number;
  worker: string;
  traceId: string;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Takes the next job that may run: waiting and due, or held by a lease that ran out; none of which the like
 * (`exclusive_on`) is running.
 */
export async function claimJob(db: Db, worker: string, leaseSeconds: number): Promise<HeldJob | undefined> {
  await endExpired(db);
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await tryToClaim(db, worker, leaseSeconds);
    } catch (error) {
      // Another worker took a job of the same kind in this instant: the unique index on running jobs says so.
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    }
  }
  return undefined;
}

async function tryToClaim(db: Db, worker: string, leaseSeconds: number): Promise<HeldJob | undefined> {
  const { rows } = await sql<HeldJob>`
    with candidate as (
      select job_id from jobs j
      where ((state = 'queued' and run_after <= now()) or (state = 'running' and lease_until < now()))
        and not exists (
          select from jobs r
          where r.exclusive_on = j.exclusive_on and r.state = 'running' and r.job_id <> j.job_id)
      order by run_after, job_id
      limit 1
      for update skip locked
    )
    update jobs set state = 'running', worker = ${worker}, attempts = attempts + 1, started_at = now(), progress = null,
      lease_until = now() + make_interval(secs => ${leaseSeconds})
    from candidate where jobs.job_id = candidate.job_id
    returning jobs.job_id as "jobId", kind, payload, entity, actor, attempts as attempt,
      max_attempts as "maxAttempts", worker, trace_id as "traceId"`.execute(db);
  return rows[0];
}

/** Ends what nobody holds any more and what shall not run again: cancelled, or lost with its last worker. */
async function endExpired(db: Db): Promise<void> {
  await sql`
    update jobs set finished_at = now(), lease_until = null,
      state = case when cancel_requested then 'cancelled' else 'dead' end,
      problem = case when cancel_requested then problem else jsonb_build_object(
        'kind', 'internal', 'code', 'worker_lost', 'attempt', attempts,
        'message', 'the worker ' || worker || ' stopped renewing its lease during the last attempt') end
    where state = 'running' and lease_until < now() and (cancel_requested or attempts >= max_attempts)`.execute(
    db,
  );
}

/** lost: another worker has the job, or nobody may finish it. cancel: somebody asked for it to stop. */
export async function renewLease(
  db: Db,
  job: HeldJob,
  leaseSeconds: number,
): Promise<'held' | 'cancel' | 'lost'> {
  const { rows } = await sql<{ cancel_requested: boolean }>`
    update jobs set lease_until = now() + make_interval(secs => ${leaseSeconds})
    where ${isHeld(job)} returning cancel_requested`.execute(db);
  if (!rows[0]) return 'lost';
  return rows[0].cancel_requested ? 'cancel' : 'held';
}

export async function writeProgress(db: Db, job: HeldJob, progress: Record<string, unknown>): Promise<void> {
  await sql`update jobs set progress = ${JSON.stringify(progress)}::jsonb where ${isHeld(job)}`.execute(db);
}

export type Ending =
  | { state: 'done'; result: Record<string, unknown> }
  | { state: 'failed' | 'dead'; problem: Record<string, unknown> }
  | { state: 'cancelled' };

/** False when the lease was lost: then nothing was written. */
export async function endJob(db: Db, job: HeldJob, ending: Ending): Promise<boolean> {
  const result = ending.state === 'done' ? JSON.stringify(ending.result) : null;
  const problem = 'problem' in ending ? JSON.stringify(ending.problem) : null;
  return settle(
    db,
    sql`update jobs set state = ${ending.state}, finished_at = now(), lease_until = null,
          result = ${result}::jsonb, problem = ${problem}::jsonb
        where ${isHeld(job)} returning job_id`,
  );
}

/** Back into the queue for another attempt after a delay. */
export async function retryJob(
  db: Db,
  job: HeldJob,
  problem: Record<string, unknown>,
  delaySeconds: number,
): Promise<boolean> {
  return settle(
    db,
    sql`update jobs set state = 'queued', lease_until = null, problem = ${JSON.stringify(problem)}::jsonb,
          run_after = now() + make_interval(secs => ${delaySeconds})
        where ${isHeld(job)} returning job_id`,
  );
}

/** Back into the queue as if it had not been started: the worker leaves. */
export async function releaseJob(db: Db, job: HeldJob): Promise<boolean> {
  return settle(
    db,
    sql`update jobs set state = 'queued', lease_until = null, attempts = attempts - 1, run_after = now()
        where ${isHeld(job)} returning job_id`,
  );
}

function isHeld(job: HeldJob) {
  return sql`job_id = ${job.jobId} and state = 'running' and worker = ${job.worker} and attempts = ${job.attempt}`;
}

async function settle(db: Db, statement: ReturnType<typeof sql>): Promise<boolean> {
  const { rows } = await statement.execute(db);
  if (rows.length > 0) await wakeWorkers(db);
  return rows.length > 0;
}
