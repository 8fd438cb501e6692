import type { Actor } from '#core/access/actor.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { ExportDeclaration, Workspace } from '#core/workspace/workspace.ts';
import { findStream } from '#db/queries/streams.ts';
import type { Context } from './context.ts';
import { enqueueExport, enqueueReconcile } from './enqueue-job.ts';

/**
 * What follows by itself: new records bring the reconciliations that read them and the exports of their dataset up to
 * date; a run publishes the exports of its entity that show results. The workspace declares all of it, so it happens
 * with the rights of a service in that entity, whoever caused it.
 */
export interface ChangedStream {
  source: string;
  dataset: string;
}

export interface FollowedRun {
  entity: string;
  reconciliation: string;
  period: string;
  runId: string;
}

/** Exports whose rows are made by runs. */
const OF_RESULTS: readonly string[] = ['exceptions', 'matches', 'reconciliation_summary'];

/** Queues what follows from new snapshots of one entity's streams. */
export async function followNewSnapshots(
  context: Context,
  entity: string,
  changed: readonly ChangedStream[],
): Promise<string[]> {
  const jobs: (string | undefined)[] = [];
  for (const rules of reconciliationsReading(context.workspace, entity, changed)) {
    const { reconciliation } = rules;
    const key = `reconcile:${entity}:${reconciliation}:${await inputsOf(context, rules)}`;
    jobs.push((await enqueueReconcile(context, followUpActor(entity), { reconciliation, key })).jobId);
  }
  const datasets = changed.map(({ dataset }) => dataset);
  const exports = context.workspace.exports.filter(
    (it) => it.entity === entity && datasets.includes(it.export),
  );
  return [...jobs.filter((id) => id !== undefined), ...(await enqueueExports(context, exports))];
}

/** Queues what follows from a run: exports, and the reconciliations that carry its open items forward. */
export async function followRun(
  context: Context,
  { entity, reconciliation: from, period, runId }: FollowedRun,
): Promise<string[]> {
  const carrying = context.workspace.reconciliations.filter(
    (it) => period === '' && it.entity === entity && it.opening?.from === from,
  );
  const jobs: string[] = [];
  for (const { reconciliation } of carrying) {
    const key = `reconcile:${entity}:${reconciliation}:opening:${runId}`;
    const { jobId } = await enqueueReconcile(context, followUpActor(entity), { reconciliation, key });
    if (jobId !== undefined) jobs.push(jobId);
  }
  const exports = context.workspace.exports.filter(
    (it) => it.entity === entity && OF_RESULTS.includes(it.export),
  );
  return [...jobs, ...(await enqueueExports(context, exports))];
}

export function reconciliationsReading(
  workspace: Workspace,
  entity: string,
  changed: readonly ChangedStream[],
): ReconciliationRules[] {
  const reads = (side: ReconciliationRules['left']) =>
    changed.some(({ source, dataset }) => side.source === source && side.dataset === dataset);
  return workspace.reconciliations.filter(
    (it) => it.entity === entity && (reads(it.left) || reads(it.right)),
  );
}

/** Two sources that change together cause one run, not two: the same rules over the same snapshots are one job. */
async function inputsOf(context: Context, rules: ReconciliationRules): Promise<string> {
  const { db } = context.connection;
  const snapshots = [];
  for (const { source, dataset } of [rules.left, rules.right]) {
    snapshots.push((await findStream(db, rules.entity, source, dataset))?.lastSnapshot ?? 0);
  }
  return [rules.hash.slice(0, 12), ...snapshots].join(':');
}

async function enqueueExports(context: Context, exports: readonly ExportDeclaration[]): Promise<string[]> {
  const jobs: string[] = [];
  for (const { export: name, entity, formats } of exports) {
    const input = { export: name, entity, formats, coalesce: true };
    const { jobId } = await enqueueExport(context, followUpActor(entity), input);
    if (jobId !== undefined) jobs.push(jobId);
  }
  return jobs;
}

function followUpActor(entity: string): Actor {
  return { kind: 'service', id: 'follow-up', grants: [{ entity, role: 'service' }] };
}
