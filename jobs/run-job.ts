import { Failure } from '#core/failure/failure.ts';
import { endJob, type HeldJob, releaseJob, retryJob, writeProgress } from '#db/queries/job-leases.ts';
import type { Context } from '#workflows/context.ts';
import { judgeFailure, retryDelaySeconds } from './backoff.ts';
import { holdLease, JobCancelled, JobLeaseLost, type Lease } from './lease.ts';
import { throttleProgress } from './progress.ts';
import type { Tasks } from './task.ts';

const PROGRESS_INTERVAL_MS = 1_000;

/** The worker leaves; the job goes back into the queue. */
export class WorkerStops extends Failure {
  readonly kind = 'unavailable';
  constructor() {
    super('the worker is being stopped');
  }
}

class UnknownJobKind extends Failure {
  readonly kind = 'configuration';
  constructor(readonly jobKind: string) {
    super(`no worker knows jobs of kind "${jobKind}"`, 'A newer Tieout queued it: update this one.');
  }
}

/** lost: somebody else has the job by now, nothing was written. */
export type JobOutcome = 'done' | 'failed' | 'dead' | 'cancelled' | 'retried' | 'released' | 'lost';

export interface RunningJob {
  job: HeldJob;
  lease: Lease;
  /** Never rejects, but with what the database says when the outcome cannot be written. */
  outcome: Promise<{ outcome: JobOutcome; error?: unknown }>;
}

/** Runs a claimed job with the rights of the actor who queued it, and writes how it ended. */
export function runJob(context: Context, tasks: Tasks, job: HeldJob, leaseSeconds: number): RunningJob {
  const { db } = context.connection;
  const lease = holdLease(db, job, leaseSeconds);
  const progress = throttleProgress((step) => writeProgress(db, job, { ...step }), PROGRESS_INTERVAL_MS);
  const jobContext: Context = { ...context, signal: lease.signal, progress: progress.report };
  const work = async () => {
    const task = tasks[job.kind];
    if (!task) throw new UnknownJobKind(job.kind);
    return task(jobContext, job.actor, job.payload);
  };
  const settle = async () => {
    try {
      const result = await work();
      await progress.flush();
      return { outcome: writtenAs('done', await endJob(db, job, { state: 'done', result })) };
    } catch (error) {
      await progress.flush();
      return {
        outcome: await afterFailure(context, job, lease.signal.aborted ? lease.signal.reason : error),
        error,
      };
    } finally {
      lease.drop();
    }
  };
  return { job, lease, outcome: settle() };
}

async function afterFailure(context: Context, job: HeldJob, error: unknown): Promise<JobOutcome> {
  const { db } = context.connection;
  if (error instanceof JobLeaseLost) return 'lost';
  if (error instanceof WorkerStops) return writtenAs('released', await releaseJob(db, job));
  if (error instanceof JobCancelled)
    return writtenAs('cancelled', await endJob(db, job, { state: 'cancelled' }));
  const { problem, retry } = judgeFailure(error, job.attempt);
  if (!retry) return writtenAs('failed', await endJob(db, job, { state: 'failed', problem }));
  if (job.attempt >= job.maxAttempts)
    return writtenAs('dead', await endJob(db, job, { state: 'dead', problem }));
  return writtenAs('retried', await retryJob(db, job, problem, retryDelaySeconds(job.attempt)));
}

function writtenAs(outcome: JobOutcome, written: boolean): JobOutcome {
  return written ? outcome : 'lost';
}
