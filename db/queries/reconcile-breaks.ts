import { type RawBuilder, sql } from 'kysely';
import { fieldNamed } from '#core/dataset/datasets.ts';
import type { KeyPass } from '#core/reconcile/rules.ts';
import { sideDataset } from '#core/reconcile/side-field.ts';
import type { Trx } from '../transaction.ts';
import { findReasons, fxPassOf, fxSql, reasonJoins, whySql } from './reconcile-explain.ts';
import { andPartsTie, partDifferencesSql, residualSql } from './reconcile-parts-sql.ts';
import {
  allowanceOfSql,
  breaksCardinalitySql,
  daysApartSql,
  groupSums,
  perCurrency,
} from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * What is left, as one row of `found` a break: the columns of `exceptions` that a run decides. The same as
 * core/reconcile/classify.ts. `slot` tells a key from a line that has none, on the left (1) or on the right (2).
 */
export async function findBreaks(trx: Trx, scope: RunScope): Promise<void> {
  await groupRest(trx, scope);
  await findReasons(trx, scope);
  await sql`drop table if exists found`.execute(trx);
  await sql`
    create temporary table found on commit drop as
    with ${pairedCurrencies()}, breaks as (${groupBreaks(scope)} union all ${currencyBreaks(scope)})
    select md5(concat_ws(chr(31), ${scope.rules.entity}::text, t.name, t.period, b.slot, b.match_key, b.currency))::uuid
             as exception_id, b.*, w.why[1] as class, w.why[2] as cause,
      case when w.why[1] <> 'unexplained' and b.difference <> 0
        then jsonb_build_object(w.why[1], trim_scale(b.difference)::text) end as explained, ${fxSql(scope)} as fx
    from breaks b cross join (select name, period from tie_outs where tie_out_id = ${sql.lit(scope.tieOutId)}) t
    ${reasonJoins(scope)} cross join lateral (select ${whySql(scope)} as why offset 0) w
  `.execute(trx);
  await sql`analyze found`.execute(trx);
}

async function groupRest(trx: Trx, scope: RunScope): Promise<void> {
  await nameCounterparties(trx, scope);
  await sql`drop table if exists rest_groups`.execute(trx);
  await sql`
    create temporary table rest_groups on commit drop as
    with lines as (
      select rest.*, case when rest.match_key is not null then 0 when rest.is_left then 1 else 2 end as slot,
             coalesce(rest.match_key, '~' || rest.record_key) as group_key,
             named.counterparty
      from rest left join named on named.line_no = rest.line_no
    ), repeats as (
      select slot, group_key, currency, sum(extra) filter (where is_left) as left_extra,
             sum(extra) filter (where not is_left) as right_extra
      from (
        select slot, group_key, currency, is_left, amount * (count(*) - 1) as extra from lines
        group by slot, group_key, currency, is_left, amount, line_date having count(*) > 1
      ) copies group by slot, group_key, currency
    )
    select g.*, coalesce(e.left_extra, 0) as left_extra, coalesce(e.right_extra, 0) as right_extra
    from (
      select slot, key_hash, group_key as match_key, currency, ${groupSums(scope.rules)},
             coalesce(min(counterparty collate "C") filter (where is_left), min(counterparty collate "C")) as counterparty
      from lines group by slot, key_hash, group_key, currency
    ) g left join repeats e on e.slot = g.slot and e.group_key = g.match_key and e.currency = g.currency`.execute(
    trx,
  );
  await sql`analyze rest_groups`.execute(trx);
}

/** Fields that name who is on the other side of a record, in the order in which they are looked for. */
const COUNTERPARTY_FIELDS = ['counterparty', 'vendor'];

/** Table `named (line_no, counterparty)`. Only the records of breaks are looked up: lines do not carry the name. */
async function nameCounterparties(trx: Trx, scope: RunScope): Promise<void> {
  await sql`drop table if exists named`.execute(trx);
  await sql`create temporary table named (line_no bigint, counterparty text) on commit drop`.execute(trx);
  for (const side of ['left', 'right'] as const) {
    const dataset = sideDataset(scope.rules[side].dataset);
    const field = COUNTERPARTY_FIELDS.find((name) => fieldNamed(dataset, name));
    if (!field) continue;
    await sql`
      insert into named
      select rest.line_no, d.${sql.ref(field)} from rest join ${sql.table(dataset.name)} d
        on d.record_hash = rest.record_hash and d.record_key = rest.record_key and d.version = rest.version
      where rest.is_left = ${sql.lit(side === 'left')} and d.stream_id = ${sql.lit(scope[side].streamId)}`.execute(
      trx,
    );
  }
  await sql`analyze named`.execute(trx);
}

/** Keys with exactly one currency on the left only and one on the right only. */
function pairedCurrencies(): RawBuilder<unknown> {
  return sql`paired as (
    select match_key, min(currency) filter (where right_count = 0) as left_currency,
           min(currency) filter (where left_count = 0) as right_currency
    from rest_groups where slot = 0 and (left_count = 0 or right_count = 0)
    group by match_key
    having count(*) filter (where right_count = 0) = 1 and count(*) filter (where left_count = 0) = 1
  )`;
}

function groupBreaks({ rules }: RunScope): RawBuilder<unknown> {
  const pass = rules.passes[0] as KeyPass;
  const material = perCurrency(rules.materiality, sql`null`);
  return sql`
    select g.slot, g.key_hash, g.match_key, g.currency,
      case when g.left_count = 0 then 'missing_left' when g.right_count = 0 then 'missing_right'
           when ${breaksCardinalitySql(pass)} then 'duplicate'
           when abs(${residualSql(rules)}) <= g.threshold
             then case when true${andPartsTie(rules, sql`g.threshold`)} then 'timing' else 'part' end
           when (g.left_extra <> 0 or g.right_extra <> 0)
             and g.difference in (g.left_extra, - g.right_extra, g.left_extra - g.right_extra) then 'duplicate'
           else 'amount' end as type,
      case when abs(g.difference) >= ${material} then 'material' else 'normal' end as severity,
      ${pass.name}::text as rule, g.left_count::int, g.left_amount,
      case when g.left_count > 0 then g.currency end as left_currency, g.left_first as left_date,
      g.right_count::int, g.right_amount,
      case when g.right_count > 0 then g.currency end as right_currency, g.right_first as right_date,
      g.difference, g.threshold,
      case when g.left_count > 0 and g.right_count > 0 then ${partDifferencesSql(rules)} end as part_differences,
      ${daysApartSql(pass, rules.holidays)} as days_apart, g.counterparty,
      least(g.left_first, g.right_first) as item_date
    from (
      select g.*, coalesce(g.left_amount, 0) - coalesce(g.right_amount, 0) as difference,
             case when g.left_count > 0 and g.right_count > 0 then ${allowanceOfSql(rules)} end as threshold
      from rest_groups g left join paired p on g.slot = 0 and p.match_key = g.match_key
        and g.currency = case when g.right_count = 0 then p.left_currency when g.left_count = 0 then p.right_currency end
      where p.match_key is null
    ) g`;
}

function currencyBreaks(scope: RunScope): RawBuilder<unknown> {
  const { rules } = scope;
  const [first, pass] = [rules.passes[0] as KeyPass, fxPassOf(scope)];
  const reaches = (amount: RawBuilder<unknown>, currency: RawBuilder<unknown>) =>
    sql`abs(${amount}) >= ${perCurrency(rules.materiality, sql`null`, currency)}`;
  const left = reaches(sql`l.left_amount`, sql`l.currency`);
  const right = reaches(sql`r.right_amount`, sql`r.currency`);
  const either = sql`(${left} or ${right})`;
  const material = pass
    ? sql`case when g.problem is null then ${reaches(sql`g.difference`, sql`r.currency`)} else ${either} end`
    : either;
  const pairs = pass ? sql`join fx_pairs g on g.pair_key = p.match_key` : sql``;
  return sql`
    select 0, l.key_hash, l.match_key, l.currency, 'currency',
      case when ${material} then 'material' else 'normal' end,
      ${(pass ?? first).name}::text, l.left_count::int, l.left_amount, l.currency, l.left_first,
      r.right_count::int, r.right_amount, r.currency, r.right_first,
      l.left_amount, null, null, ${daysApartSql(pass ?? {}, rules.holidays)}, coalesce(l.counterparty, r.counterparty),
      least(l.left_first, r.right_first)
    from paired p
    join rest_groups l on l.slot = 0 and l.match_key = p.match_key and l.currency = p.left_currency
    join rest_groups r on r.slot = 0 and r.match_key = p.match_key and r.currency = p.right_currency ${pairs}`;
}
