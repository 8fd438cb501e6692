import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { matchKeysOnly } from './key-matching.ts';
import type { RunScope } from './reconcile-scope.ts';
import { putMatchLeavesAside } from './result-leaves.ts';
import { prepareSession } from './run-begin.ts';
import { holdPlan } from './run-plan.ts';
import { readKeySums } from './run-sums.ts';

/** none: each part is done or being done by somebody. closed: the run is over. */
export type PartTaken = 'done' | 'none' | 'closed';

/**
 * Does one part that nobody else does, in the caller's transaction. A worker that is killed gives the part back, because
 * the lock on its row goes with the connection; nothing of a part shows before it is done.
 */
export async function doPart(trx: Trx, runId: string, worker: string): Promise<PartTaken> {
  const plan = await holdPlan(trx, runId);
  if (!plan) return 'closed';
  const { rows } = await sql<{ part: number; from: string; to: string }>`
    select part, from_hash as "from", to_hash as "to" from run_parts
    where run_id = ${runId} and done_at is null order by part limit 1 for update skip locked`.execute(trx);
  const [row] = rows;
  if (!row) return 'none';
  const scope: RunScope = { ...plan.scope, keys: { of: 'range', from: row.from, to: row.to } };
  await prepareSession(trx, scope);
  await matchKeysOnly(trx, scope);
  await putMatchLeavesAside(trx, scope);
  await sql`
    insert into run_untied (run_id, key_hash) select ${sql.lit(runId)}::bigint, key_hash from untied`.execute(
    trx,
  );
  const sums = await readKeySums(trx, scope);
  await sql`
    update run_parts set done_at = now(), worker = ${worker}, key_sums = ${JSON.stringify(sums)}
    where run_id = ${runId} and part = ${row.part}`.execute(trx);
  return 'done';
}

/** What the parts left, as table `untied`; see reconcile-rest.ts. */
export async function untiedOfParts(trx: Trx, runId: string): Promise<void> {
  await sql`drop table if exists untied`.execute(trx);
  await sql`
    create temporary table untied on commit drop as
    select key_hash from run_untied where run_id = ${runId}`.execute(trx);
  await sql`analyze untied`.execute(trx);
}
