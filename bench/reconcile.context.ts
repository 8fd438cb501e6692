import { randomUUID } from 'node:crypto';
import type { Actor } from '#core/access/actor.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Context } from '#workflows/context.ts';
import { projectSide } from '#workflows/project-side.ts';
import { type ReconcileInput, reconcile } from '#workflows/reconcile.ts';
import type { BenchServer } from './server.ts';

const ACTOR: Actor = {
  kind: 'service',
  id: 'token:bench',
  grants: [{ entity: 'bench', role: 'service' }],
};

/** A workspace that declares one reconciliation between two sources. */
export function contextOf(
  { connection, folder }: Pick<BenchServer, 'connection' | 'folder'>,
  rules: ReconciliationRules,
): Context {
  const source = (name: string) => ({ source: name, entity: 'bench', title: name });
  return {
    connection,
    workspace: {
      ...{ folder, name: 'bench', contracts: [], exports: [], schedules: [], reconciliations: [rules] },
      entities: [{ entity: 'bench', name: 'Bench', baseCurrency: 'EUR', zone: 'UTC' }],
      sources: [source('sales'), source('bank')],
    },
    dataFolder: folder,
    now: () => new Date(),
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
}

/** Brings both sides up to their last snapshots, as ingest does. */
export async function project(context: Context): Promise<void> {
  for (const rules of context.workspace.reconciliations)
    for (const side of ['left', 'right'] as const) await projectSide(context, rules, side);
}

/** In one piece unless told otherwise. */
export async function runOnce(context: Context, how: Partial<ReconcileInput> = {}): Promise<void> {
  const [rules] = context.workspace.reconciliations;
  await reconcile(context, ACTOR, { reconciliation: rules?.reconciliation ?? '', parts: 1, ...how });
}

/** Puts the database back to before the first run, or to before the projection. */
export async function forget({ connection }: BenchServer, what: 'runs' | 'projections'): Promise<void> {
  await connection.pool.query(`truncate matches, match_members, suggestions, suggestion_lines, exceptions, exception_events,
    exception_rollups, write_off_proposals, result_leaves, tie_out_states, run_parts, run_plans, run_totals, run_classes, runs,
    rule_versions cascade`);
  if (what === 'projections') {
    await connection.pool.query(`truncate recon_lines, repeated_keys, projection_changes, unreadable_lines, projections
      restart identity cascade`);
  }
  await connection.pool.query('checkpoint');
}
