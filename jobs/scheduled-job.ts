import type { Actor } from '#core/access/actor.ts';
import type { Schedule, Workspace } from '#core/workspace/workspace.ts';
import type { Context } from '#workflows/context.ts';
import { declaredReconciliation, declaredSource } from '#workflows/declared.ts';
import {
  enqueueExport,
  enqueuePull,
  enqueueReconcile,
  type Queued,
  type Queueing,
} from '#workflows/enqueue-job.ts';

/** What a schedule's job is given, for the screens. */
export function payloadOf({ job, target }: Schedule): Record<string, string> {
  return { pull: { source: target }, reconcile: { reconciliation: target }, export: { export: target } }[job];
}

/** Queues the jobs of one fire; the ids of those that were not there already. */
export async function enqueueScheduled(context: Context, schedule: Schedule, at: Date): Promise<string[]> {
  const { workspace } = context;
  const { job, target } = schedule;
  // Where an earlier fire still waits, this one adds nothing: the waiting job will see all there is.
  const queueing: Queueing = { key: `schedule:${schedule.schedule}:${at.toISOString()}`, coalesce: true };
  if (job === 'pull') {
    const actor = scheduleActor(schedule, declaredSource(workspace, target).entity);
    return ids([await enqueuePull(context, actor, { source: target, ...queueing })]);
  }
  if (job === 'reconcile') {
    const actor = scheduleActor(schedule, declaredReconciliation(workspace, target).entity);
    return ids([await enqueueReconcile(context, actor, { reconciliation: target, ...queueing })]);
  }
  const queued: Queued[] = [];
  for (const { entity, formats } of exportsNamed(workspace, target)) {
    const actor = scheduleActor(schedule, entity);
    const key = `${queueing.key}:${entity}`;
    queued.push(await enqueueExport(context, actor, { export: target, entity, formats, ...queueing, key }));
  }
  return ids(queued);
}

/** A schedule acts as a service, and only in the entity of what it runs. */
function scheduleActor({ schedule }: Schedule, entity: string): Actor {
  return { kind: 'schedule', id: `schedule:${schedule}`, grants: [{ entity, role: 'service' }] };
}

function exportsNamed(workspace: Workspace, name: string) {
  return workspace.exports.filter((it) => it.export === name);
}

function ids(queued: readonly Queued[]): string[] {
  return queued.flatMap(({ jobId }) => jobId ?? []);
}
