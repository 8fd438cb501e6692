import type { Actor } from '#core/access/actor.ts';
import { Failure } from '#core/failure/failure.ts';
import { loadedSoFar } from '#db/queries/loaded.ts';
import type { Context } from './context.ts';
import { publishExport } from './publish-export.ts';
import { pullSource } from './pull-source.ts';
import { reconcile } from './reconcile.ts';

/** One step of the load. A step that fails does not keep the others from being done. */
export interface LoadStep {
  kind: 'pull' | 'reconcile' | 'export';
  entity: string;
  name: string;
}

export interface LoadReport {
  step: LoadStep;
  number: number;
  of: number;
  seconds: number;
  outcome: string;
  failure?: Failure;
}

/**
 * Does what the workspace declares and what has never been done: pulls sources without a snapshot, then runs
 * reconciliations without a run, then publishes exports without a publication. After a first start all of it is there
 * and nothing happens; a load that was interrupted goes on where it stopped. Every step is a workflow of its own, which
 * asks the policy.
 */
export async function loadMissing(
  context: Context,
  actor: Actor,
  report: (report: LoadReport) => void,
): Promise<LoadReport[]> {
  const steps = await missingSteps(context);
  const reports: LoadReport[] = [];
  for (const [index, step] of steps.entries()) {
    context.signal?.throwIfAborted();
    const startedAt = context.now().getTime();
    const done = await attempt(context, actor, step);
    const seconds = (context.now().getTime() - startedAt) / 1000;
    const made: LoadReport = { step, number: index + 1, of: steps.length, seconds, ...done };
    reports.push(made);
    report(made);
  }
  return reports;
}

async function missingSteps({ connection, workspace }: Context): Promise<LoadStep[]> {
  const loaded = await loadedSoFar(connection.db);
  const steps = (
    kind: LoadStep['kind'],
    declared: { entity: string; name: string }[],
    done: ReadonlySet<string>,
  ) => declared.filter(({ entity, name }) => !done.has(`${entity}/${name}`)).map((it) => ({ kind, ...it }));
  const sources = workspace.sources.filter(({ pull }) => pull !== undefined);
  return [
    ...steps(
      'pull',
      sources.map(({ entity, source }) => ({ entity, name: source })),
      loaded.sources,
    ),
    ...steps(
      'reconcile',
      workspace.reconciliations.map(({ entity, reconciliation }) => ({ entity, name: reconciliation })),
      loaded.reconciliations,
    ),
    ...steps(
      'export',
      workspace.exports.map((it) => ({ entity: it.entity, name: it.export })),
      loaded.exports,
    ),
  ];
}

async function attempt(
  context: Context,
  actor: Actor,
  step: LoadStep,
): Promise<{ outcome: string; failure?: Failure }> {
  try {
    return { outcome: await ACTIONS[step.kind](context, actor, step) };
  } catch (error) {
    if (context.signal?.aborted || !(error instanceof Failure)) throw error;
    return { outcome: error.message, failure: error };
  }
}

const ACTIONS: Record<LoadStep['kind'], (context: Context, actor: Actor, step: LoadStep) => Promise<string>> =
  {
    async pull(context, actor, { name }) {
      const { deliveries, rejected } = await pullSource(context, actor, { source: name });
      const files = deliveries.flatMap((delivery) => delivery.files);
      const sum = (pick: (file: (typeof files)[number]) => number) =>
        files.reduce((total, file) => total + pick(file), 0);
      const parts = [`${sum((file) => file.read)} rows from ${files.length} files`];
      const quarantined = sum((file) => file.counts.quarantined);
      if (quarantined > 0) parts.push(`${quarantined} quarantined`);
      if (rejected.length > 0) parts.push(`${rejected.length} deliveries rejected`);
      return parts.join(', ');
    },
    async reconcile(context, actor, { name }) {
      const { matchCount, exceptionCount, status } = await reconcile(context, actor, {
        reconciliation: name,
      });
      return `${matchCount} matches, ${exceptionCount} exceptions${status === 'complete' ? '' : `, ${status}`}`;
    },
    async export(context, actor, { name, entity }) {
      const { manifest } = await publishExport(context, actor, { export: name, entity });
      return manifest.files.map((file) => file.name).join(', ');
    },
  };
