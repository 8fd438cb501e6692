import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

const SAME_MATCH = sql`o.key_hash = m.key_hash and o.match_key = m.match_key and o.currency = m.currency
  and o.pass = m.pass and o.left_count = m.left_count and o.right_count = m.right_count
  and o.left_amount is not distinct from m.left_amount and o.right_amount is not distinct from m.right_amount`;

/**
 * Makes the active matches of the tie-out those of `outcome`: what no longer holds ends with this run, what is new begins
 * with it, and what is unchanged is not written.
 */
export async function storeMatches(trx: Trx, scope: RunScope): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  const active = await sql<{ found: boolean }>`
    select exists (select 1 from matches where tie_out_id = ${tieOut} and to_run is null) as found`.execute(
    trx,
  );
  const isFirst = !active.rows[0]?.found;
  await sql`
    update outcome set left_amount = coalesce(left_amount, 0), right_amount = coalesce(right_amount, 0)
    where tied and (left_amount is null or right_amount is null)`.execute(trx);
  if (!isFirst) {
    await sql`
      update matches m set to_run = ${scope.runId}
      where m.tie_out_id = ${tieOut} and m.to_run is null
        and not exists (select from outcome o where o.tied and ${SAME_MATCH})`.execute(trx);
  }
  const unchanged = sql`and not exists (
    select from matches m where m.tie_out_id = ${tieOut} and m.to_run is null and ${SAME_MATCH})`;
  await sql`
    insert into matches (tie_out_id, key_hash, match_key, currency, pass, cardinality, left_count, right_count,
      left_amount, right_amount, difference, from_run)
    select ${tieOut}, o.key_hash, o.match_key, o.currency, o.pass,
      case when o.left_count > 1 then 'N' else o.left_count::text end || ':' ||
      case when o.right_count = 1 then '1' when o.right_count = 0 then '0' when o.left_count > 1 then 'M' else 'N' end,
      o.left_count, o.right_count, o.left_amount, o.right_amount, o.left_amount - o.right_amount, ${scope.runId}
    from outcome o where o.tied ${isFirst ? sql`` : unchanged}
    order by o.key_hash`.execute(trx);
}
