import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import { amongKeys, ofFirstPass, ofOtherPasses, type RunScope } from './reconcile-scope.ts';
import { analyseMatchesIfGrown } from './statistics.ts';

/**
 * Makes the active matches of the first pass, or those of all others, what `outcome` has: what no longer holds ends with
 * this run, what is new begins with it, and what is unchanged is not written. Of the first pass only the scope's keys.
 */
export async function storeMatches(trx: Trx, scope: RunScope, passes: 'first' | 'others'): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  const ofPasses = passes === 'first' ? ofFirstPass(scope) : ofOtherPasses(scope);
  const keys = passes === 'first' ? amongKeys(scope, 'm.key_hash') : sql``;
  const active = sql`select m.* from matches m
    where m.tie_out_id = ${tieOut} and m.to_run is null and ${ofPasses} ${keys}`;
  // Where nothing was, all is new; after a small change the moved ones are asked for by name.
  if (scope.keys?.of !== 'touched') {
    const any = await sql<{ found: boolean }>`select exists (${active}) as found`.execute(trx);
    if (!any.rows[0]?.found) return beginMatches(trx, scope, sql`outcome o`);
  }
  await findMatchChanges(trx, active);
  await sql`
    update matches m set to_run = ${scope.runId} from moved_matches g
    where g.had and m.tie_out_id = ${tieOut} and m.key_hash = g.key_hash and m.match_key = g.match_key
      and m.currency = g.currency and m.pass = g.pass and m.to_run is null`.execute(trx);
  await beginMatches(
    trx,
    scope,
    sql`moved_matches g join outcome o on g.has and o.key_hash = g.key_hash and o.match_key = g.match_key
      and o.currency = g.currency and o.pass = g.pass`,
  );
}

/** Table `moved_matches`: the groups whose match ends, begins, or is another one now. */
async function findMatchChanges(trx: Trx, active: RawBuilder<unknown>): Promise<void> {
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists moved_matches;
    create temporary table moved_matches on commit drop as
    select coalesce(o.key_hash, m.key_hash) as key_hash, coalesce(o.match_key, m.match_key) as match_key,
      coalesce(o.currency, m.currency) as currency, coalesce(o.pass, m.pass) as pass,
      m.key_hash is not null as had, o.key_hash is not null as has
    from (select * from outcome where tied) o
    full join (${active}) m
      on o.key_hash = m.key_hash and o.match_key = m.match_key and o.currency = m.currency and o.pass = m.pass
    where m.key_hash is null or o.key_hash is null or o.left_count <> m.left_count or o.right_count <> m.right_count
      or o.left_amount <> m.left_amount or o.right_amount <> m.right_amount
      or o.right_currency is distinct from m.right_currency or o.explained is distinct from m.explained
      or o.difference <> m.difference;
    analyze moved_matches`.execute(trx);
}

/** Written in the order of the index, which is several times faster than in any other. */
async function beginMatches(trx: Trx, scope: RunScope, from: RawBuilder<unknown>): Promise<void> {
  const begun = await sql`
    insert into matches (tie_out_id, key_hash, match_key, currency, pass, cardinality, left_count, right_count,
      left_amount, right_amount, difference, right_currency, explained, from_run)
    select ${sql.lit(scope.tieOutId)}, o.key_hash, o.match_key, o.currency, o.pass,
      case when o.left_count = 1 and o.right_count = 1 then '1:1'
           else case when o.left_count > 1 then 'N' else o.left_count::text end || ':' ||
             case when o.right_count < 2 then o.right_count::text when o.left_count > 1 then 'M' else 'N' end end,
      o.left_count, o.right_count, o.left_amount, o.right_amount,
      coalesce(o.difference, o.left_amount - o.right_amount), o.right_currency, o.explained,
      ${sql.lit(scope.runId)}::bigint
    from ${from} where o.tied
    order by o.key_hash`.execute(trx);
  await analyseMatchesIfGrown(trx, Number(begun.numAffectedRows ?? 0));
}
