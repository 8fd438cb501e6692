import { EVERY_ENTITY } from '#core/access/actor.ts';
import { authorise, entitiesWith, holds } from '#core/access/policy.ts';
import { jobCounts } from '#db/queries/job-read.ts';
import { getJob, type JobRow, type JobState, listJobs } from '#db/queries/jobs.ts';
import { listSchedules } from '#db/queries/schedules.ts';
import { cancelJob, retryJob } from '#workflows/manage-job.ts';
import { sentence } from '../format/sentence.ts';
import { found, NotFound } from './not-found.server.ts';
import { cursor } from './reconciliations.server.ts';
import type { Viewer } from './screen.server.ts';

export interface JobLine {
  jobId: string;
  kind: string;
  target: string;
  entity: string;
  state: JobState;
  actor: string;
  attempts: number;
  maxAttempts: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  runAfter: string;
  cancelRequested: boolean;
  progress: { step: string; done?: number; of?: number; detail?: string } | null;
  problem: { code: string; message: string; hint: string | null } | null;
}

export interface ScheduleLine {
  name: string;
  job: string;
  target: string;
  cron: string;
  zone: string;
  lastFire: string | null;
  nextFire: string | null;
  enabled: boolean;
}

export interface JobsData {
  running: JobLine[];
  history: JobLine[];
  older: string | undefined;
  schedules: ScheduleLine[];
  counts: { state: JobState; count: string }[];
  canManage: boolean;
}

const PAGE = 50;
const ACTIVE: readonly JobState[] = ['queued', 'running'];
const ENDED: readonly JobState[] = ['done', 'failed', 'dead', 'cancelled'];

export async function presentJobs(viewer: Viewer): Promise<JobsData> {
  const { context, search } = viewer;
  const { db } = context.connection;
  const entities = readableIn(viewer);
  const state = search.get('state');
  const states =
    state === 'failed' ? (['failed', 'dead'] as const) : ENDED.filter((it) => state === null || it === state);
  const [running, history, schedules, counts] = await Promise.all([
    listJobs(db, { entities, states: ACTIVE, limit: 200 }),
    listJobs(db, { entities, states, limit: PAGE + 1, ...before(search) }),
    listSchedules(db),
    jobCounts(db, entities),
  ]);
  const shown = history.slice(0, PAGE);
  return {
    running: running.map(jobLine),
    history: shown.map(jobLine),
    older: history.length > PAGE ? shown.at(-1)?.jobId : undefined,
    schedules: schedulesOf(viewer, schedules),
    counts,
    canManage: entities.some((entity) => holds(viewer.actor, 'job.manage', entity)),
  };
}

function before(search: URLSearchParams): { beforeJobId?: string } {
  const beforeJobId = cursor(search.get('after'));
  return beforeJobId === undefined ? {} : { beforeJobId };
}

/** @throws PermissionDenied where the reader may see jobs of no entity in force */
function readableIn({ actor, entities, entity }: Viewer): string[] {
  const readable = entitiesWith(actor, 'job.read', entities);
  if (readable.length === 0) authorise(actor, 'job.read', entity === '' ? EVERY_ENTITY : entity);
  return readable;
}

/** As declared, with the times that the scheduler has stored, where it has run. */
function schedulesOf({ context }: Viewer, stored: Awaited<ReturnType<typeof listSchedules>>): ScheduleLine[] {
  return context.workspace.schedules.map((declared) => {
    const row = stored.find(({ name }) => name === declared.schedule);
    return {
      name: declared.schedule,
      job: declared.job,
      target: declared.target,
      cron: declared.cron,
      zone: declared.zone,
      lastFire: row?.lastFire ?? null,
      nextFire: row?.nextFire ?? null,
      enabled: row?.enabled ?? false,
    };
  });
}

function jobLine(job: JobRow): JobLine {
  const { payload, problem, progress } = job;
  return {
    jobId: job.jobId,
    kind: job.kind,
    target: String(payload.source ?? payload.reconciliation ?? payload.export ?? ''),
    entity: job.entity,
    state: job.state,
    actor: job.actor.id,
    attempts: job.attempts,
    maxAttempts: job.maxAttempts,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    runAfter: job.runAfter,
    cancelRequested: job.cancelRequested,
    progress: progress as JobLine['progress'],
    problem: problem
      ? {
          code: String(problem.code ?? 'failed'),
          message: sentence(String(problem.message ?? 'it failed')),
          hint: typeof problem.hint === 'string' ? problem.hint : null,
        }
      : null,
  };
}

export interface JobData {
  job: JobLine;
  payload: { name: string; value: string }[];
  /** What it led to, as fields. */
  result: { name: string; value: string }[];
  worker: string | null;
  traceId: string;
  canManage: boolean;
}

export async function presentJob(viewer: Viewer): Promise<JobData> {
  const id = viewer.params.job ?? '';
  const job = found(
    /^\d{1,18}$/.test(id) ? await getJob(viewer.context.connection.db, id) : undefined,
    'job',
    id,
  );
  if (job.entity !== '' && !holds(viewer.actor, 'book.read', job.entity)) throw new NotFound('job', id);
  authorise(viewer.actor, 'job.read', job.entity === '' ? EVERY_ENTITY : job.entity);
  return {
    job: jobLine(job),
    payload: fieldsOf(job.payload),
    result: fieldsOf(job.result ?? {}),
    worker: job.worker,
    traceId: job.traceId,
    canManage: holds(viewer.actor, 'job.manage', job.entity),
  };
}

function fieldsOf(object: Record<string, unknown>): { name: string; value: string }[] {
  return Object.entries(object)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({
      name,
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
}

/** Cancels a job, or puts one that has ended badly back into the queue. */
export async function manageJob(viewer: Viewer, form: FormData): Promise<{ jobId: string; state: string }> {
  const jobId = viewer.params.job ?? '';
  const step = form.get('step') === 'retry' ? retryJob : cancelJob;
  return step(viewer.context, viewer.actor, { jobId });
}
