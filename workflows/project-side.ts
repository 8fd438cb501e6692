import type { SideName } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { type CaughtUp, catchUp } from '#db/queries/projection.ts';
import { lockStream } from '#db/queries/streams.ts';
import { inTransaction } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { knowEntity } from './know-entity.ts';
import { rulesToProject } from './rules-in-force.ts';

/** A dataset of a source of an entity. */
export interface StreamName {
  entity: string;
  source: string;
  dataset: string;
}

/**
 * Keeps the projections up with a stream: called after each snapshot, so that a run finds its lines ready. A step of
 * ingest and of reconcile, which have asked for the permission; what it writes is derived and changes no result.
 */
export async function projectStream(context: Context, stream: StreamName): Promise<CaughtUp[]> {
  const caughtUp: CaughtUp[] = [];
  for (const declared of context.workspace.reconciliations) {
    if (declared.entity !== stream.entity) continue;
    for (const rules of await rulesToProject(context, declared)) {
      for (const side of ['left', 'right'] as const) {
        const { source, dataset } = rules[side];
        if (source !== stream.source || dataset !== stream.dataset) continue;
        caughtUp.push(await projectSide(context, rules, side));
      }
    }
  }
  return caughtUp;
}

/** Brings one side of a reconciliation up to the last snapshot of its stream, in a transaction of its own. */
export async function projectSide(
  context: Context,
  rules: ReconciliationRules,
  side: SideName,
): Promise<CaughtUp> {
  return inTransaction(context.connection, async (trx) => {
    await knowEntity(context, trx, rules.entity);
    const { source, dataset } = rules[side];
    const { streamId } = await lockStream(trx, rules.entity, source, dataset);
    return catchUp(trx, rules, side, streamId);
  });
}
