import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/** Finds or makes the tie-out of a reconciliation and a period; '' is the running one, to date. */
export async function ensureTieOut(
  trx: Trx,
  tieOut: { reconciliationId: number; entity: string; name: string; period: string },
): Promise<number> {
  const { reconciliationId, entity, name, period } = tieOut;
  await trx
    .insertInto('tie_outs')
    .values({ reconciliation_id: reconciliationId, entity, name, period })
    .onConflict((conflict) => conflict.columns(['reconciliation_id', 'period']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('tie_outs')
    .select('tie_out_id')
    .where('reconciliation_id', '=', reconciliationId)
    .where('period', '=', period)
    .executeTakeFirstOrThrow();
  return row.tie_out_id;
}

/** One run of a tie-out at a time, until the transaction ends: runs follow each other, never mix. */
export async function lockTieOut(trx: Trx, tieOutId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tie-out:${tieOutId}`}, 0))`.execute(trx);
}

export async function setLastRun(trx: Trx, tieOutId: number, runId: string): Promise<void> {
  await trx.updateTable('tie_outs').set({ last_run: runId }).where('tie_out_id', '=', tieOutId).execute();
}
