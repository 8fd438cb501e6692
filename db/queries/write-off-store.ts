import { sql } from 'kysely';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import type { Trx } from '../transaction.ts';
import { perCurrency } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';
import { analyseResultsIfGrown } from './statistics.ts';

/**
 * Routes what nothing else explains of a match's difference to rounding, up to the limit of its currency: in `explained`
 * of `outcome`, and as table `write_offs`, where the rules have rounding, what is to be proposed. The same as core/reconcile/rounding.ts, for all passes
 * at once: it reads nothing of a match but its sums.
 */
export async function roundOff(trx: Trx, { rules: { rounding } }: RunScope): Promise<void> {
  if (!rounding) return;
  // Without parameters, several statements go in one message.
  await sql`
    drop table if exists write_offs;
    create temporary table write_offs (key_hash bigint, match_key text collate "C", currency text collate "C", pass smallint,
      amount numeric, explained jsonb) on commit drop`.execute(trx);
  await sql`
    insert into write_offs
    select g.key_hash, g.match_key, g.currency, g.pass, g.amount,
      nullif(coalesce(g.explained, '{}') - 'rounding' || case when g.stated + g.amount = 0 then '{}'
        else jsonb_build_object('rounding', trim_scale(g.stated + g.amount)::text) end, '{}')
    from (
      select o.*, coalesce((o.explained ->> 'rounding')::numeric, 0) as stated,
        o.left_amount - o.right_amount - coalesce((
          select sum(e.value::numeric) from jsonb_each_text(o.explained) e), 0) as amount
      from outcome o
      where o.tied and o.right_currency is null and o.pass <> ${sql.lit(MANUAL_PASS)}
        and (o.left_amount <> o.right_amount or o.explained is not null)
    ) g
    where g.amount <> 0 and abs(g.amount) <= ${perCurrency(rounding.absolute, sql`0::numeric`)}`.execute(trx);
  await sql`analyze write_offs`.execute(trx);
  await sql`
    update outcome o set explained = w.explained from write_offs w
    where o.tied and o.key_hash = w.key_hash and o.match_key = w.match_key and o.currency = w.currency
      and o.pass = w.pass`.execute(trx);
}

/**
 * Brings the active proposals of the tie-out to `write_offs`, after its matches are stored: one ends with its match, or
 * when another takes its place; one that is as it was is not written. Matches that this run did not look at keep theirs.
 */
export async function storeWriteOffs(trx: Trx, scope: RunScope): Promise<void> {
  const tieOut = sql.lit(scope.tieOutId);
  const account = scope.rules.rounding?.account ?? '';
  const sameGroup = (a: string, b: string) =>
    sql`${sql.ref(`${a}.key_hash`)} = ${sql.ref(`${b}.key_hash`)} and ${sql.ref(`${a}.match_key`)} = ${sql.ref(`${b}.match_key`)}
      and ${sql.ref(`${a}.currency`)} = ${sql.ref(`${b}.currency`)} and ${sql.ref(`${a}.pass`)} = ${sql.ref(`${b}.pass`)}`;
  const active = sql`p.tie_out_id = ${tieOut} and p.to_run is null`;
  await sql`
    update write_off_proposals p set to_run = ${scope.runId}
    where ${active} and not exists (
      select from matches m where m.tie_out_id = ${tieOut} and m.to_run is null and m.from_run <= p.from_run
        and ${sameGroup('m', 'p')})`.execute(trx);
  if (!scope.rules.rounding) return;
  await sql`
    update write_off_proposals p set to_run = ${scope.runId} from write_offs w
    where ${active} and (w.amount <> p.amount or p.account <> ${account}) and ${sameGroup('w', 'p')}`.execute(
    trx,
  );
  const proposed = await sql`
    insert into write_off_proposals (tie_out_id, key_hash, match_key, currency, pass, account, amount, from_run)
    select ${tieOut}, w.key_hash, w.match_key, w.currency, w.pass, ${account}::text, w.amount, ${scope.runId}::bigint
    from write_offs w left join (select p.* from write_off_proposals p where ${active}) p on ${sameGroup('p', 'w')}
    where p.key_hash is null
    order by w.key_hash`.execute(trx);
  await analyseResultsIfGrown(trx, 'write_off_proposals', proposed);
}
