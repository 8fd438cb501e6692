import { createTask, type ScheduledTask } from 'node-cron';
import type { Schedule, Workspace } from '#core/workspace/workspace.ts';
import { listSchedules, recordFire, syncSchedules } from '#db/queries/schedules.ts';
import type { Context } from '#workflows/context.ts';
import { lastFire, nextFire } from './cron-next.ts';
import { enqueueScheduled, payloadOf } from './scheduled-job.ts';

export interface Scheduler {
  stop(): Promise<void>;
}

export type SchedulerEvent =
  | { event: 'fired'; schedule: string; at: string; jobIds: string[]; late: boolean }
  | { event: 'trouble'; schedule?: string; error: unknown };

/**
 * node-cron says when; a fire inserts jobs under a key of schedule and fire time, so any number of processes may run
 * this. Fires that were missed (nothing ran, the machine slept, the clocks jumped over the time) are made up for once
 * per schedule, with the latest of them: what reads a source to date need not read it twice.
 */
export async function startScheduler(
  context: Context,
  report: (event: SchedulerEvent) => void = () => {},
): Promise<Scheduler> {
  const { workspace } = context;
  await registerSchedules(context);
  const pending = new Set<Promise<void>>();
  const run = (work: Promise<void>, schedule?: string) => {
    const settled = work
      .catch((error) => report({ event: 'trouble', schedule, error }))
      .finally(() => pending.delete(settled));
    pending.add(settled);
    return settled;
  };
  const sweep = () => run(fireMissed(context, report));
  const tasks = workspace.schedules.map((schedule) => {
    const task = cronTask(schedule.schedule, schedule.cron, schedule.zone, (at) =>
      run(fire(context, schedule, at, false, report), schedule.schedule),
    );
    task.on('execution:missed', () => void sweep());
    return task;
  });
  tasks.push(cronTask('missed fires', '* * * * *', 'UTC', sweep));
  await sweep();
  for (const task of tasks) await task.start();
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
      await Promise.all(pending);
    },
  };
}

/** Writes the declared schedules and their next fires where the screens read them. */
export async function registerSchedules(context: Context): Promise<void> {
  const declared = context.workspace.schedules.map((schedule) => ({
    name: schedule.schedule,
    cron: schedule.cron,
    zone: schedule.zone,
    kind: schedule.job,
    payload: payloadOf(schedule),
    nextFire: nextFire(schedule.cron, schedule.zone, context.now()).toISOString(),
  }));
  await syncSchedules(context.connection.db, declared);
}

/** Makes up for what is overdue. */
export async function fireMissed(
  context: Context,
  report: (event: SchedulerEvent) => void = () => {},
): Promise<void> {
  const now = context.now();
  for (const row of await listSchedules(context.connection.db)) {
    const schedule = declared(context.workspace, row.name);
    if (!schedule || !row.enabled || !row.nextFire || new Date(row.nextFire) > now) continue;
    const missed = lastFire(schedule.cron, schedule.zone, new Date(row.nextFire), now);
    if (missed) await fire(context, schedule, missed, true, report);
  }
}

/** Queues the jobs of one fire, unless they are there already. */
export async function fire(
  context: Context,
  schedule: Schedule,
  at: Date,
  late: boolean,
  report: (event: SchedulerEvent) => void = () => {},
): Promise<void> {
  const jobIds = await enqueueScheduled(context, schedule, at);
  const next = nextFire(schedule.cron, schedule.zone, at);
  await recordFire(context.connection.db, schedule.schedule, at.toISOString(), next.toISOString());
  if (jobIds.length > 0)
    report({ event: 'fired', schedule: schedule.schedule, at: at.toISOString(), jobIds, late });
}

function cronTask(
  name: string,
  cron: string,
  timezone: string,
  onFire: (at: Date) => Promise<void>,
): ScheduledTask {
  return createTask(cron, ({ date }) => onFire(date), { name, timezone, suppressMissedWarning: true });
}

function declared(workspace: Workspace, name: string): Schedule | undefined {
  return workspace.schedules.find(({ schedule }) => schedule === name);
}
