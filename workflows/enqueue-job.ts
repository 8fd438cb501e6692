import type { Actor } from '#core/access/actor.ts';
import type { Permission } from '#core/access/policy.ts';
import { insertJob } from '#db/queries/jobs.ts';
import type { Context } from './context.ts';
import { declaredExport, declaredReconciliation, declaredSource } from './declared.ts';
import { defineWorkflow, type Workflow } from './define.ts';

/** How a job is queued, beside what it shall do. */
export interface Queueing {
  /** A second job of the same key is never made. */
  key?: string;
  /** Makes no job while an equal one still waits to be started. */
  coalesce?: boolean;
}

/** undefined: such a job is there already. */
export interface Queued {
  jobId: string | undefined;
}

export interface PullPayload {
  source: string;
}
export interface ReconcilePayload {
  reconciliation: string;
  /** As `reconcile` takes it; absent: the running tie-out, to date. */
  period?: string;
}
export interface ExportPayload {
  export: string;
  entity: string;
  period?: string;
  formats: readonly string[];
}
export interface ReplayPayload {
  source: string;
}
export interface BacktestPayload {
  reconciliation: string;
  /** Number of a version; absent: the declared rules. */
  version?: number;
  runs?: readonly string[];
  last?: number;
  period?: string;
}

const MAX_ATTEMPTS = 5;

interface Target {
  entity: string;
  exclusiveOn: string;
}

/** Queues what a person, a token or a schedule asks for. The job runs with the rights of who asked. */
function queueing<Payload extends object>(definition: {
  kind: string;
  permission: Permission;
  target(context: Context, payload: Payload): Target;
}): Workflow<Payload & Queueing, Queued> {
  return defineWorkflow({
    name: `enqueue-${definition.kind}`,
    permission: definition.permission,
    entityOf: (context, input) => definition.target(context, input).entity,
    async run(context: Context, actor: Actor, input) {
      const { key, coalesce, ...payload } = input;
      const target = definition.target(context, input);
      const jobId = await insertJob(context.connection.db, {
        kind: definition.kind,
        payload,
        ...target,
        actor,
        jobKey: key,
        coalesce,
        maxAttempts: MAX_ATTEMPTS,
        traceId: context.newTraceId(),
      });
      return { jobId };
    },
  });
}

export const enqueuePull = queueing<PullPayload>({
  kind: 'pull',
  permission: 'source.pull',
  target: (context, { source }) => onSource(context, source),
});

export const enqueueReplay = queueing<ReplayPayload>({
  kind: 'replay',
  permission: 'quarantine.replay',
  target: (context, { source }) => onSource(context, source),
});

export const enqueueReconcile = queueing<ReconcilePayload>({
  kind: 'reconcile',
  permission: 'reconciliation.run',
  target(context, { reconciliation }) {
    const { entity } = declaredReconciliation(context.workspace, reconciliation);
    return { entity, exclusiveOn: `reconciliation:${entity}:${reconciliation}` };
  },
});

export const enqueueBacktest = queueing<BacktestPayload>({
  kind: 'backtest',
  permission: 'rules.backtest',
  target(context, { reconciliation }) {
    const { entity } = declaredReconciliation(context.workspace, reconciliation);
    return { entity, exclusiveOn: `backtest:${entity}:${reconciliation}` };
  },
});

export const enqueueExport = queueing<ExportPayload>({
  kind: 'export',
  permission: 'export.publish',
  target(context, payload) {
    const { entity } = declaredExport(context.workspace, payload.export, payload.entity);
    return { entity, exclusiveOn: `export:${entity}:${payload.export}` };
  },
});

/** A pull and a replay of one source exclude each other: both change its streams. */
function onSource(context: Context, source: string): Target {
  const { entity } = declaredSource(context.workspace, source);
  return { entity, exclusiveOn: `source:${entity}:${source}` };
}
