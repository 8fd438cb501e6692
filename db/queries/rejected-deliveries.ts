import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';

export interface DeliveryProblem {
  file: string;
  rule: string;
  detail: string;
  line?: number;
  column?: number;
  byte?: number;
  hint?: string;
}

export async function recordRejection(
  trx: Trx,
  rejection: {
    entity: string;
    source: string;
    dataset: string;
    contract: string;
    rawId: string;
    problem: DeliveryProblem;
    at: Date;
    actor: string;
    traceId: string;
  },
): Promise<void> {
  await trx
    .insertInto('rejected_deliveries')
    .values({
      entity: rejection.entity,
      source: rejection.source,
      dataset: rejection.dataset,
      contract: rejection.contract,
      raw_id: rejection.rawId,
      problem: JSON.stringify(rejection.problem),
      at: rejection.at,
      actor: rejection.actor,
      trace_id: rejection.traceId,
    })
    .execute();
}

/** A delivery of the contract succeeded: what was missing before is no longer. */
export async function resolveRejections(trx: Trx, entity: string, contract: string, at: Date): Promise<void> {
  await trx
    .updateTable('rejected_deliveries')
    .set({ resolved_at: at })
    .where('entity', '=', entity)
    .where('contract', '=', contract)
    .where('resolved_at', 'is', null)
    .execute();
}

/** Rejections of a stream that no later delivery has made good. */
export async function openRejections(
  db: Db | Trx,
  entity: string,
  source: string,
  dataset: string,
): Promise<DeliveryProblem[]> {
  const rows = await db
    .selectFrom('rejected_deliveries')
    .select('problem')
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('dataset', '=', dataset)
    .where('resolved_at', 'is', null)
    .orderBy('rejection_id')
    .execute();
  return rows.map((row) => row.problem);
}
