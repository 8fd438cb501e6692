import type { Actor } from '#core/access/actor.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { activateRules } from '#workflows/activate-rules.ts';
import { backtest } from '#workflows/backtest.ts';
import type { Context } from '#workflows/context.ts';
import { enqueueBacktest } from '#workflows/enqueue-job.ts';

const CONTROLLER: Actor = {
  kind: 'person',
  id: 'controller@nordlicht.example',
  grants: [{ entity: '*', role: 'controller' }],
};

const reconciliation = 'invoices-to-payments';

/** A version with a wider threshold that was taken back, and a backtest of it. */
export async function seedRules(context: Context): Promise<void> {
  const changed: Context = { ...context, workspace: widened(context.workspace) };
  await activateRules(changed, CONTROLLER, {
    reconciliation,
    from: '2026-02-01',
    note: 'Cents are not worth a look',
  });
  await activateRules(context, CONTROLLER, {
    reconciliation,
    from: '2026-02-01',
    version: 1,
    note: 'Taken back',
  });
  const report = await backtest(context, CONTROLLER, {
    reconciliation,
    rules: { of: 'version', number: 2 },
    last: 1,
  });
  const { jobId } = await enqueueBacktest(context, CONTROLLER, { reconciliation, version: 2, last: 1 });
  const now = context.now();
  await context.connection.db
    .updateTable('jobs')
    .set({ state: 'done', attempts: 1, started_at: now, finished_at: now, result: JSON.stringify(report) })
    .where('job_id', '=', jobId ?? '0')
    .execute();
}

function widened(workspace: Workspace): Workspace {
  const reconciliations = workspace.reconciliations.map((rules) =>
    rules.reconciliation === reconciliation
      ? {
          ...rules,
          threshold: { ...rules.threshold, absolute: { EUR: '50.00' }, percent: '5' },
          materiality: { EUR: '10.00' },
          hash: '2'.repeat(64),
        }
      : rules,
  );
  return { ...workspace, reconciliations };
}
