import { hostname } from 'node:os';
import { doPart } from '#db/queries/run-part.ts';
import { isPlanned } from '#db/queries/run-plan.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';

export interface HelpRunInput {
  reconciliation: string;
  runId: string;
}

/** Does parts of a split run until none is left to take. Any number of workers may help; whoever comes late does nothing. */
export const helpRun = defineWorkflow<HelpRunInput, { parts: number }>({
  name: 'help-run',
  permission: 'reconciliation.run',
  entityOf: (context, { reconciliation }) => declaredReconciliation(context.workspace, reconciliation).entity,
  run: async (context, _actor, { reconciliation, runId }) => {
    const { entity } = declaredReconciliation(context.workspace, reconciliation);
    // The right that was asked for is one in this entity: a run of another must not be helped by it.
    const isOwn = await isPlanned(context.connection.db, { runId, entity, reconciliation });
    return isOwn ? doParts(context, runId) : { parts: 0 };
  },
});

/** A step of whoever has been allowed to run the reconciliation. */
export async function doParts(context: Context, runId: string): Promise<{ parts: number }> {
  const worker = `${hostname()}:${process.pid}`;
  for (let parts = 0; ; parts++) {
    context.signal?.throwIfAborted();
    const taken = await inTransaction(context.connection, (trx) => doPart(trx, runId, worker));
    if (taken !== 'done') return { parts };
    context.progress({ step: 'matching', done: parts + 1 });
  }
}
