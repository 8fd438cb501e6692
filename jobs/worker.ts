import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimJob, type HeldJob } from '#db/queries/job-leases.ts';
import { type Listening, listenForJobs } from '#db/queries/jobs.ts';
import type { Context } from '#workflows/context.ts';
import { type JobOutcome, type RunningJob, runJob, WorkerStops } from './run-job.ts';
import type { Tasks } from './task.ts';

export interface WorkerOptions {
  tasks: Tasks;
  /** Jobs at the same time. */
  slots?: number;
  /** How long a killed worker keeps its jobs from the others. Renewed at a third of it. */
  leaseSeconds?: number;
  /** How often the queue is looked at when nothing tells of a change. */
  pollSeconds?: number;
  /** How long `stop` lets a running job finish before it asks it to give up. */
  graceSeconds?: number;
  report?(event: WorkerEvent): void;
}

export type WorkerEvent =
  | { event: 'started'; job: HeldJob }
  | { event: 'ended'; job: HeldJob; outcome: JobOutcome; error?: unknown }
  | { event: 'trouble'; error: unknown };

export interface Worker {
  name: string;
  /** Takes no more jobs; lets the running ones finish, or puts them back into the queue. */
  stop(): Promise<void>;
}

/** How long a job that was asked to stop is waited for. Afterwards its lease simply runs out. */
const GIVE_UP_SECONDS = 10;

/** Runs the jobs of the queue until stopped. Survives an outage of the database. */
export async function startWorker(context: Context, options: WorkerOptions): Promise<Worker> {
  const { slots = 2, leaseSeconds = 30, pollSeconds = 5, graceSeconds = 5, report = () => {} } = options;
  // Unlike any worker before: a lease taken by an earlier life of this process must not count as ours.
  const name = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const stopping = new AbortController();
  const running = new Set<RunningJob>();
  const wake = createWake();
  let listening: Promise<Listening> | undefined;

  const onChange = () => {
    wake.ring();
    for (const { lease } of running) lease.check(); // somebody may have cancelled one of ours
  };
  const listen = async () => {
    listening ??= listenForJobs(context.connection, onChange);
    const current = listening;
    const lost = await current.then(
      (it) => it.lost,
      () => true,
    );
    if (lost && listening === current) listening = undefined; // anew, at the next look
  };
  const takeOne = async (): Promise<boolean> => {
    const job = await claimJob(context.connection.db, name, leaseSeconds);
    if (!job) return false;
    report({ event: 'started', job });
    const run = runJob(context, options.tasks, job, leaseSeconds);
    running.add(run);
    try {
      report({ event: 'ended', job, ...(await run.outcome) });
    } finally {
      running.delete(run);
    }
    return true;
  };
  const work = async () => {
    while (!stopping.signal.aborted) {
      const woken = wake.next(); // before looking, or a change in between would be missed
      try {
        await listen();
        if (await takeOne()) continue;
      } catch (error) {
        report({ event: 'trouble', error });
      }
      await wokenOrLater(woken, pollSeconds);
    }
  };
  const loops = Promise.all(Array.from({ length: slots }, work));
  return {
    name,
    async stop() {
      stopping.abort();
      wake.ring();
      await Promise.race([loops, pause(graceSeconds)]);
      for (const { lease } of running) lease.abort(new WorkerStops());
      await Promise.race([loops, pause(GIVE_UP_SECONDS)]);
      await listening?.then((it) => it.close()).catch(() => {});
    },
  };
}

function createWake(): { next(): Promise<void>; ring(): void } {
  let waiting: (() => void)[] = [];
  return {
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    ring() {
      const woken = waiting;
      waiting = [];
      for (const resolve of woken) resolve();
    },
  };
}

async function wokenOrLater(woken: Promise<void>, seconds: number): Promise<void> {
  const timer = new AbortController();
  const later = sleep(seconds * 1000, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([woken, later]);
  timer.abort();
}

/** Does not keep a process alive that has nothing else to do. */
function pause(seconds: number): Promise<void> {
  return sleep(seconds * 1000, undefined, { ref: false });
}
