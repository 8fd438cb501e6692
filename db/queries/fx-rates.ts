import { type RawBuilder, sql } from 'kysely';
import type { FxPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

/** Sources of rates that the passes name. */
export function rateSources({ passes }: Pick<ReconciliationRules, 'passes'>): string[] {
  const named = passes.flatMap((pass) => (pass.type === 'fx' ? [pass.rates] : []));
  return [...new Set(named)].sort();
}

/** The last snapshot of each source of rates; 0 where there is none. What it shows never changes again. */
export async function lastRates(trx: Trx, rules: ReconciliationRules): Promise<Record<string, number>> {
  const pins: Record<string, number> = {};
  for (const source of rateSources(rules)) {
    const stream = await trx
      .selectFrom('streams')
      .select('last_snapshot')
      .where('entity', '=', rules.entity)
      .where('source', '=', source)
      .where('dataset', '=', 'fx_rates')
      .executeTakeFirst();
    pins[source] = stream?.last_snapshot ?? 0;
  }
  return pins;
}

/**
 * The rate of each currency, other currency and day of `fx_needs (base, quote, day)` as table `fx_found`, with
 * numerator / denominator as the exact rate, or a `problem`. The same as `rateOn` of core/reconcile/rates.ts.
 */
export async function findRates(trx: Trx, scope: RunScope, pass: FxPass): Promise<void> {
  await gatherQuotes(trx, scope, pass);
  await sql`drop table if exists fx_found`.execute(trx);
  await sql`
    create temporary table fx_found on commit drop as
    select n.base, n.quote, n.day,
      coalesce(d.path, case when i.path is not null and k.path is not null then 'pivot' end) as path,
      case when d.path is not null then d.numerator else i.numerator * k.numerator end as numerator,
      case when d.path is not null then d.denominator else i.denominator * k.denominator end as denominator,
      case when d.path is not null then d.date else least(i.date, k.date) end as rate_date,
      case when d.path is not null then case when d.conflict then 'rate_conflict' end
           when i.path is null or k.path is null then 'rate_missing'
           when i.conflict or k.conflict then 'rate_conflict' end as problem
    from fx_needs n
    left join lateral (${leg(pass, sql`n.base`, sql`n.quote`)}) d on true
    left join lateral (${leg(pass, sql`n.base`, pivot(pass))}) i on d.path is null
    left join lateral (${leg(pass, pivot(pass), sql`n.quote`)}) k on d.path is null`.execute(trx);
  await sql`analyze fx_found`.execute(trx);
}

const pivot = (pass: FxPass): RawBuilder<unknown> => sql`${pass.pivot ?? null}::text`;

/** Two records that give one pair two rates on one day say nothing: such a quote has no rate. */
async function gatherQuotes(trx: Trx, scope: RunScope, pass: FxPass): Promise<void> {
  const at = sql.lit(scope.fxPins[pass.rates] ?? 0);
  await sql`drop table if exists fx_quotes`.execute(trx);
  await sql`
    create temporary table fx_quotes on commit drop as
    select d.base, d.quote, d.date, case when min(d.rate) = max(d.rate) then min(d.rate) end as rate
    from fx_rates d join streams s on s.stream_id = d.stream_id,
      (select min(day) - ${sql.lit(pass.maxAgeDays)}::int as first_day, max(day) as last_day from fx_needs) n
    where s.entity = ${scope.rules.entity} and s.source = ${pass.rates} and s.dataset = 'fx_rates'
      and d.valid_from <= ${at} and (d.valid_to is null or d.valid_to > ${at})
      and d.rate > 0 and d.date between n.first_day and n.last_day
    group by d.base, d.quote, d.date`.execute(trx);
  await sql`create index on fx_quotes (base, quote, date)`.execute(trx);
  await sql`analyze fx_quotes`.execute(trx);
}

/** The latest quote of a pair that is not too old for the day: of the pair itself, else of its inverse. */
function leg(pass: FxPass, from: RawBuilder<unknown>, to: RawBuilder<unknown>): RawBuilder<unknown> {
  const latest = (base: RawBuilder<unknown>, quote: RawBuilder<unknown>) => sql`
    from fx_quotes q where q.base = ${base} and q.quote = ${quote} and q.date <= n.day
      and q.date >= n.day - ${sql.lit(pass.maxAgeDays)}::int
    order by q.date desc limit 1`;
  return sql`
    select * from (
      (select 'direct' as path, q.date, q.rate as numerator, 1::numeric as denominator, q.rate is null as conflict ${latest(from, to)})
      union all
      (select 'inverse', q.date, 1::numeric, q.rate, q.rate is null ${latest(to, from)})
    ) quoted order by path limit 1`;
}
