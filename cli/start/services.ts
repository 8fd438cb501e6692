import { startAnchoring } from '#jobs/anchoring.ts';
import { type SchedulerEvent, startScheduler } from '#jobs/scheduler.ts';
import { describeJob } from '#jobs/task.ts';
import { TASKS } from '#jobs/tasks/index.ts';
import { startWorker, type WorkerEvent } from '#jobs/worker.ts';
import type { Context } from '#workflows/context.ts';
import { toProblem } from '#workflows/failure-map.ts';
import { inWords } from '../report-failure.ts';

/** Worker, scheduler and the anchoring of the audit log, in this process. */
export async function startServices(
  context: Context,
  slots: number,
  say: (text: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const anchoring = await startAnchoring(context, (error) => say(`audit: ${describe(error)}`));
  const worker = await startWorker(context, { tasks: TASKS, slots, report: (event) => tellJob(event, say) });
  const scheduler = await startScheduler(context, (event) => tellFire(event, say));
  return {
    async stop() {
      await scheduler.stop();
      await worker.stop();
      await anchoring.stop();
    },
  };
}

function tellJob(event: WorkerEvent, say: (text: string) => void): void {
  if (event.event === 'trouble') {
    say(`queue: ${describe(event.error)}`);
    return;
  }
  const { jobId, kind, payload, attempt } = event.job;
  const what = describeJob(kind, payload);
  if (event.event === 'started') {
    say(`job ${jobId} ${what}: started${attempt > 1 ? `, attempt ${attempt}` : ''}`);
    return;
  }
  say(
    `job ${jobId} ${what}: ${event.outcome}${event.error === undefined ? '' : `: ${describe(event.error)}`}`,
  );
}

function tellFire(event: SchedulerEvent, say: (text: string) => void): void {
  if (event.event === 'trouble') {
    say(`schedule ${event.schedule ?? ''}: ${describe(event.error)}`);
    return;
  }
  say(
    `schedule ${event.schedule}: queued ${event.jobIds.join(', ')}${event.late ? ` for ${event.at}, which was missed` : ''}`,
  );
}

/** The log belongs to whoever runs the program: what nobody foresaw is written as it was thrown. */
function describe(error: unknown): string {
  const { kind } = toProblem(error);
  if (kind === 'internal' && error instanceof Error) return error.stack ?? error.message;
  return inWords(error);
}
