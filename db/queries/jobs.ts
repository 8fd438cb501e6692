import { type SelectQueryBuilder, sql } from 'kysely';
import type { Actor } from '#core/access/actor.ts';
import type { Connection, Db } from '../connection.ts';
import type { Database } from '../schema/database.ts';

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'dead', 'cancelled'] as const;
/** failed: trying again cannot help; dead: every attempt failed. */
export type JobState = (typeof JOB_STATES)[number];

export interface NewJob {
  kind: string;
  payload: Record<string, unknown>;
  entity: string;
  /** Whose rights the job runs with. */
  actor: Actor;
  /** A second job of the same key is never made, not even after the first has ended. */
  jobKey?: string;
  /** Jobs that name the same thing never run at the same time. */
  exclusiveOn?: string;
  /** Makes nothing while an equal job (kind, entity, payload) still waits to be started. */
  coalesce?: boolean;
  maxAttempts: number;
  traceId: string;
}

export interface JobRow {
  jobId: string;
  kind: string;
  payload: Record<string, unknown>;
  entity: string;
  actor: Actor;
  jobKey: string | null;
  exclusiveOn: string | null;
  state: JobState;
  runAfter: string;
  attempts: number;
  maxAttempts: number;
  worker: string | null;
  leaseUntil: string | null;
  cancelRequested: boolean;
  progress: Record<string, unknown> | null;
  result: Record<string, unknown> | null;
  problem: Record<string, unknown> | null;
  traceId: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

const CHANNEL = 'tieout_jobs';

/** Tells every worker that there is something to look at. Delivered at commit. */
export async function wakeWorkers(db: Db): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, '')`.execute(db);
}

/** Puts a job into the queue; undefined when its key, or an equal waiting job, is there already. */
export async function insertJob(db: Db, job: NewJob): Promise<string | undefined> {
  const payload = JSON.stringify(job.payload);
  const equalWaits = sql`${job.coalesce ?? false} and exists (
    select from jobs where state = 'queued' and kind = ${job.kind} and entity = ${job.entity} and payload = ${payload}::jsonb)`;
  const { rows } = await sql<{ job_id: string }>`
    insert into jobs (kind, payload, entity, actor, job_key, exclusive_on, state, run_after, max_attempts, trace_id, created_at)
    select ${job.kind}, ${payload}::jsonb, ${job.entity}, ${JSON.stringify(job.actor)}::jsonb, ${job.jobKey ?? null},
           ${job.exclusiveOn ?? null}, 'queued', now(), ${job.maxAttempts}, ${job.traceId}::uuid, now()
    where not (${equalWaits})
    on conflict (job_key) do nothing
    returning job_id`.execute(db);
  if (rows[0]) await wakeWorkers(db);
  return rows[0]?.job_id;
}

export interface JobFilter {
  entities: readonly string[];
  states?: readonly JobState[];
  kind?: string;
  /** Only jobs before this one, for keyset pages, newest first. */
  beforeJobId?: string;
  limit: number;
}

/** Newest first. */
export async function listJobs(db: Db, filter: JobFilter): Promise<JobRow[]> {
  let query = selectJobs(db)
    .where('entity', 'in', filter.entities.length > 0 ? [...filter.entities] : [''])
    .orderBy('job_id', 'desc')
    .limit(filter.limit);
  if (filter.states) query = query.where('state', 'in', [...filter.states]);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.beforeJobId) query = query.where('job_id', '<', filter.beforeJobId);
  return query.execute();
}

export async function getJob(db: Db, jobId: string): Promise<JobRow | undefined> {
  return selectJobs(db).where('job_id', '=', jobId).executeTakeFirst();
}

/** A waiting job is cancelled at once; a running one is asked to stop. undefined when it has ended already. */
export async function cancelJob(db: Db, jobId: string): Promise<'cancelled' | 'requested' | undefined> {
  const { rows } = await sql<{ state: JobState }>`
    update jobs set
      state = case when state = 'queued' then 'cancelled' else state end,
      finished_at = case when state = 'queued' then now() end,
      cancel_requested = true
    where job_id = ${jobId} and state in ('queued', 'running')
    returning state`.execute(db);
  if (!rows[0]) return undefined;
  await wakeWorkers(db);
  return rows[0].state === 'cancelled' ? 'cancelled' : 'requested';
}

/** Cancels the jobs that nobody has started and whose key begins so. */
export async function cancelWaiting(db: Db, keyPrefix: string): Promise<void> {
  await sql`
    update jobs set state = 'cancelled', finished_at = now()
    where state = 'queued' and starts_with(job_key, ${keyPrefix})`.execute(db);
}

/** Puts an ended job back into the queue with all its attempts. False when it has not ended, or was done. */
export async function requeueJob(db: Db, jobId: string): Promise<boolean> {
  const { rows } = await sql<{ job_id: string }>`
    update jobs set state = 'queued', run_after = now(), attempts = 0, cancel_requested = false,
      finished_at = null, problem = null, progress = null, worker = null
    where job_id = ${jobId} and state in ('failed', 'dead', 'cancelled')
    returning job_id`.execute(db);
  if (rows[0]) await wakeWorkers(db);
  return rows[0] !== undefined;
}

export interface Listening {
  /** The connection was lost: listen anew. Polling finds what was missed meanwhile. */
  readonly lost: boolean;
  close(): void;
}

/** Calls back whenever the queue changes. */
export async function listenForJobs(connection: Connection, onChange: () => void): Promise<Listening> {
  const client = await connection.pool.connect();
  let lost = false;
  const close = () => {
    if (lost) return;
    lost = true;
    client.release(true); // a listening connection must not go back into the pool
  };
  client.on('notification', onChange);
  client.on('error', close);
  await client.query(`listen ${CHANNEL}`);
  return {
    get lost() {
      return lost;
    },
    close,
  };
}

function selectJobs(db: Db): SelectQueryBuilder<Database, 'jobs', JobRow> {
  return db
    .selectFrom('jobs')
    .select([
      'job_id as jobId',
      'kind',
      'payload',
      'entity',
      'actor',
      'job_key as jobKey',
      'exclusive_on as exclusiveOn',
      'state',
      'run_after as runAfter',
      'attempts',
      'max_attempts as maxAttempts',
      'worker',
      'lease_until as leaseUntil',
      'cancel_requested as cancelRequested',
      'progress',
      'result',
      'problem',
      'trace_id as traceId',
      'created_at as createdAt',
      'started_at as startedAt',
      'finished_at as finishedAt',
    ]);
}
