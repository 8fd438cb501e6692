import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '#core/access/actor.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { cancelWaiting, insertJob } from '#db/queries/jobs.ts';
import { ensureReconciliation } from '#db/queries/projection.ts';
import type { Split } from '#db/queries/reconcile.ts';
import { partsToDo } from '#db/queries/run-plan.ts';
import { ensureTieOut } from '#db/queries/tie-outs.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { doParts } from './help-run.ts';

/** Jobs that call for help; each worker that takes one does parts until none is left. */
const MOST_HELPERS = 16;
const LOOK_AGAIN_MS = 50;

/**
 * Does the parts of a large run together with whatever workers the queue has: alone, where it has none. A worker that is
 * killed gives its part back at once, and one of the others takes it.
 */
export function splitOver(context: Context, actor: Actor, rules: ReconciliationRules, parts?: number): Split {
  return {
    ...(parts === undefined ? {} : { parts }),
    apart: (work) => inTransaction(context.connection, work),
    async doParts(runId) {
      const { db } = context.connection;
      const key = `run ${runId} part`;
      const helpers = Math.min((await partsToDo(db, runId)) - 1, MOST_HELPERS);
      for (let helper = 0; helper < helpers; helper++) {
        await insertJob(db, {
          ...{
            kind: 'reconcile-part',
            entity: rules.entity,
            actor,
            jobKey: `${key} ${helper}`,
            maxAttempts: 1,
          },
          payload: { reconciliation: rules.reconciliation, runId },
          traceId: context.newTraceId(),
        });
      }
      do await doParts(context, runId);
      while ((await partsToDo(db, runId)) > 0 && (await sleep(LOOK_AGAIN_MS, true)));
      await cancelWaiting(db, key);
    },
  };
}

/** The tie-out is there before the run that may be split begins: other transactions refer to it. */
export async function knowTieOut(
  context: Context,
  rules: ReconciliationRules,
  period: string,
): Promise<number> {
  const { entity, reconciliation: name } = rules;
  return inTransaction(context.connection, async (trx) => {
    const reconciliationId = await ensureReconciliation(trx, rules);
    return ensureTieOut(trx, { reconciliationId, entity, name, period });
  });
}
