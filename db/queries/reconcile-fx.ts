import { type RawBuilder, sql } from 'kysely';
import { allCurrencies } from '#core/money/currencies.ts';
import { RATE_DIGITS } from '#core/reconcile/fx.ts';
import { RATE_PROBLEMS } from '#core/reconcile/rates.ts';
import type { FxPass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { quotientSql } from './expression-sql-round.ts';
import { findRates } from './fx-rates.ts';
import { allowanceSql, GROUP_SUMS } from './reconcile-rules-sql.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * Table `fx_pairs`: every key of `rest` that has one currency on the left only and one other on the right only, with the
 * sums of a group, a `problem` or the columns of `FxSplit` of core/reconcile/fx.ts, of which this is the twin.
 * @param key what the lines of `rest` are paired by
 */
export async function comparePairs(
  trx: Trx,
  scope: RunScope,
  pass: FxPass,
  key: RawBuilder<unknown>,
): Promise<void> {
  await gatherPairs(trx, pass, key);
  await findRates(trx, scope, pass);
  await convertLines(trx, pass);
  await sql`drop table if exists fx_pairs`.execute(trx);
  await sql`
    create temporary table fx_pairs on commit drop as
    select g.*, case when g.problem is null then ${allowanceSql(scope.rules.threshold)} end as threshold,
      case when g.problem is null then g.left_amount - coalesce(g.right_amount, 0) end as other,
      case when g.problem is null then coalesce(g.own_amount, g.left_amount) - coalesce(g.right_amount, 0) end as difference,
      case when g.problem is null then g.own_amount - g.left_amount end as fx
    from (${pairSums()}) g`.execute(trx);
  await sql`analyze fx_pairs`.execute(trx);
}

/** Tables `fx_lines`, the lines of the pairs, each with the day of the rule, and `fx_needs`, the rates that they need. */
async function gatherPairs(trx: Trx, pass: FxPass, key: RawBuilder<unknown>): Promise<void> {
  await sql`drop table if exists fx_lines, fx_needs`.execute(trx);
  const ruleDay =
    pass.date === 'left'
      ? sql`k.line_date`
      : sql`max(k.line_date) filter (where not k.is_left) over (partition by k.pair_key)`;
  await sql`
    create temporary table fx_lines on commit drop as
    with keyed as (
      select ${key} as pair_key, currency, is_left, amount, line_date, limit_no from rest where ${key} is not null
    ), pairs as (
      select pair_key, min(currency) filter (where right_count = 0) as left_currency,
        min(currency) filter (where left_count = 0) as right_currency
      from (
        select pair_key, currency, count(*) filter (where is_left) as left_count,
          count(*) filter (where not is_left) as right_count
        from keyed group by pair_key, currency
      ) groups where left_count = 0 or right_count = 0
      group by pair_key
      having count(*) filter (where right_count = 0) = 1 and count(*) filter (where left_count = 0) = 1
    )
    select k.*, p.left_currency, p.right_currency, ${ruleDay} as rule_day
    from pairs p join keyed k on k.pair_key = p.pair_key and k.currency in (p.left_currency, p.right_currency)`.execute(
    trx,
  );
  await sql`
    create temporary table fx_needs on commit drop as
    select l.left_currency as base, l.right_currency as quote, days.day
    from fx_lines l cross join lateral (values (l.rule_day), (l.line_date)) days (day)
    where l.is_left and days.day is not null group by 1, 2, 3`.execute(trx);
  await sql`analyze fx_needs`.execute(trx);
}

const MINOR = JSON.stringify(
  Object.fromEntries(
    allCurrencies().flatMap(({ code, minorUnits }) => (minorUnits === null ? [] : [[code, minorUnits]])),
  ),
);

/** Table `fx_converted`: each line with its amount at the rate of the rule's day and at that of its own. */
async function convertLines(trx: Trx, pass: FxPass): Promise<void> {
  const convert = (rate: string) =>
    quotientSql(
      sql`l.amount * ${sql.ref(`${rate}.numerator`)} * l.units`,
      sql.ref(`${rate}.denominator`),
      pass.rounding,
    );
  await sql`drop table if exists fx_converted`.execute(trx);
  await sql`
    create temporary table fx_converted on commit drop as
    select l.*, ${convert('r')} * l.unit as converted, ${convert('o')} * l.unit as own_converted,
      case when l.units is null then 'no_minor_unit' when r.day is null then 'rate_missing' else r.problem end as problem,
      l.is_left and (o.day is null or o.problem is not null) as lacks_own,
      r.numerator, r.denominator, r.path, r.rate_date
    from (
      select l.*, ('1' || repeat('0', m.digits))::numeric as units, ('1e-' || m.digits)::numeric as unit
      from fx_lines l cross join lateral (select (${MINOR}::jsonb ->> l.right_currency)::int as digits offset 0) m
    ) l
    left join fx_found r on l.is_left and r.base = l.left_currency and r.quote = l.right_currency and r.day = l.rule_day
    left join fx_found o on l.is_left and o.base = l.left_currency and o.quote = l.right_currency and o.day = l.line_date`.execute(
    trx,
  );
}

/** As a group `g` of the rules, in the right currency: `left_amount` is the converted one, `own_amount` that of the lines' own days. */
function pairSums(): RawBuilder<unknown> {
  const rate = quotientSql(
    sql`min(numerator) * ${`1${'0'.repeat(RATE_DIGITS)}`}::numeric`,
    sql`min(denominator)`,
    'half_up',
  );
  const problems = RATE_PROBLEMS.map(
    (problem) => sql`when bool_or(problem = ${problem}) filter (where is_left) then ${problem}`,
  );
  const isOne = (column: string) => sql`min(${sql.ref(column)}) = max(${sql.ref(column)})`;
  return sql`
    select pair_key, left_currency, right_currency, right_currency as currency, left_count, right_count,
      converted as left_amount, right_amount, left_first, left_last, right_first, right_last, undated, limit_no,
      own_amount, problem, case when is_one then rate * ${`1e-${RATE_DIGITS}`}::numeric end as rate,
      case when is_one then rate_date end as rate_date, case when is_one then path end as path
    from (
      select pair_key, left_currency, right_currency, ${GROUP_SUMS},
        sum(converted) filter (where is_left) as converted,
        case when not bool_or(lacks_own) then sum(own_converted) filter (where is_left) end as own_amount,
        case ${sql.join(problems, sql` `)} end as problem,
        ${isOne('numerator')} and ${isOne('denominator')} and ${isOne('path')} and ${isOne('rate_date')} as is_one,
        ${rate} as rate, min(rate_date) as rate_date, min(path) as path
      from fx_converted group by pair_key, left_currency, right_currency
    ) sums`;
}
