import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#core/failure/failure.ts';
import type { Db } from '#db/connection.ts';
import { type HeldJob, renewLease } from '#db/queries/job-leases.ts';

export class JobLeaseLost extends Failure {
  readonly kind = 'conflict';
  constructor(readonly jobId: string) {
    super(`the lease of job ${jobId} was lost`, 'Another worker runs it.');
  }
}

export class JobCancelled extends Failure {
  readonly kind = 'conflict';
  constructor(readonly jobId: string) {
    super(`job ${jobId} was cancelled`);
  }
}

export interface Lease {
  /** Aborted with JobLeaseLost, JobCancelled, or what `abort` was given. */
  signal: AbortSignal;
  abort(reason: Failure): void;
  /** Looks at once, without waiting for the next renewal. */
  check(): void;
  /** Stops renewing. */
  drop(): void;
}

/** Renews the lease of a running job three times within its length, and stops the job when that cannot be done. */
export function holdLease(db: Db, job: HeldJob, leaseSeconds: number): Lease {
  const stopJob = new AbortController();
  let dropped = false;
  let lookNow = () => {};
  let renewedAt = performance.now();

  const renew = async () => {
    const sentAt = performance.now();
    try {
      const state = await renewLease(db, job, leaseSeconds);
      if (state === 'held') renewedAt = sentAt;
      else stopJob.abort(state === 'cancel' ? new JobCancelled(job.jobId) : new JobLeaseLost(job.jobId));
    } catch {
      // The database does not answer. Until the lease has run out by our own clock, nobody else can have the job.
      if (performance.now() - renewedAt > leaseSeconds * 1000) stopJob.abort(new JobLeaseLost(job.jobId));
    }
  };
  const keep = async () => {
    while (!dropped) {
      const looked = new Promise<void>((resolve) => {
        lookNow = resolve;
      });
      const timer = new AbortController();
      const waited = sleep((leaseSeconds * 1000) / 3, undefined, { signal: timer.signal }).catch(() => {});
      await Promise.race([looked, waited]);
      timer.abort();
      if (!dropped) await renew();
    }
  };
  void keep();
  return {
    signal: stopJob.signal,
    abort: (reason) => stopJob.abort(reason),
    check: () => lookNow(),
    drop() {
      dropped = true;
      lookNow();
    },
  };
}
