import { Failure } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { cancelJob as cancel, getJob, type JobRow, requeueJob } from '#db/queries/jobs.ts';
import type { Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export class JobNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly jobId: string) {
    super(`there is no job ${jobId}`, 'See `tieout job list`.');
  }
}

/** The job's state does not allow the step. */
export class JobStateRefuses extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly jobId: string,
    readonly state: string,
    readonly step: 'cancel' | 'retry',
  ) {
    super(`job ${jobId} is ${state}: it cannot ${step === 'cancel' ? 'be cancelled' : 'be tried again'}`);
  }
}

export interface JobReference {
  jobId: string;
}

/** Cancels a waiting job at once; asks a running one to stop at its next safe point. */
export const cancelJob = defineWorkflow({
  name: 'cancel-job',
  permission: 'job.manage',
  entityOf,
  run: (context, actor, { jobId }: JobReference) =>
    change(context, actor.id, jobId, 'cancel', async (trx) => cancel(trx, jobId)),
});

/** Puts a failed, dead or cancelled job back into the queue, with all its attempts and its first actor's rights. */
export const retryJob = defineWorkflow({
  name: 'retry-job',
  permission: 'job.manage',
  entityOf,
  run: (context, actor, { jobId }: JobReference) =>
    change(context, actor.id, jobId, 'retry', async (trx) =>
      (await requeueJob(trx, jobId)) ? 'queued' : undefined,
    ),
});

async function entityOf(context: Context, { jobId }: JobReference): Promise<string> {
  return (await existing(context, jobId)).entity;
}

async function existing(context: Context, jobId: string): Promise<JobRow> {
  const job = /^\d{1,18}$/.test(jobId) ? await getJob(context.connection.db, jobId) : undefined;
  if (!job) throw new JobNotFound(jobId);
  return job;
}

async function change<State extends string>(
  context: Context,
  actor: string,
  jobId: string,
  step: 'cancel' | 'retry',
  apply: (trx: Trx) => Promise<State | undefined>,
): Promise<{ jobId: string; state: State }> {
  const job = await existing(context, jobId);
  const state = await context.connection.db.transaction().execute(async (trx) => {
    const changed = await apply(trx);
    if (!changed) return undefined;
    const detail = { kind: job.kind, payload: job.payload, state: changed };
    await appendAudit(trx, [
      {
        actor,
        entity: job.entity,
        action: `job.${step}`,
        subject: `job:${jobId}`,
        traceId: job.traceId,
        detail,
      },
    ]);
    return changed;
  });
  if (!state) throw new JobStateRefuses(jobId, job.state, step);
  return { jobId, state };
}
