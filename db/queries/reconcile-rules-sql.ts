import { type RawBuilder, sql } from 'kysely';
import type {
  Cardinality,
  Days,
  KeyPass,
  Limits,
  ReconciliationRules,
  Threshold,
} from '#core/reconcile/rules.ts';
import { hasAbsolute, hasPercent } from '#core/reconcile/threshold.ts';
import { dayNumberSql } from './business-days-sql.ts';
import { andPartsNetToZero, andPartsTie, partSums, residualSql } from './reconcile-parts-sql.ts';

/**
 * The rules of core/reconcile as SQL over a group `g (currency, left_count, right_count, left_amount, right_amount,
 * left_first, left_last, right_first, right_last, undated, limit_no)`; a side without lines has count 0 and nulls.
 */

/** The largest absolute difference that ties out by the rules; see `allowanceOf` in core/reconcile/threshold.ts. */
export function allowanceOfSql({
  threshold,
  rounding,
}: Pick<ReconciliationRules, 'threshold' | 'rounding'>): RawBuilder<unknown> {
  const allowed = allowanceSql(threshold);
  return rounding ? sql`greatest(${allowed}, ${perCurrency(rounding.absolute, sql`0::numeric`)})` : allowed;
}

/** What the threshold alone lets pass; see `allowance` there. */
export function allowanceSql({ overrides, ...general }: Threshold): RawBuilder<unknown> {
  if (overrides.length === 0) return limitsSql(general);
  const cases = overrides.map((limits, index) => sql`when ${sql.lit(index)} then ${limitsSql(limits)}`);
  return sql`(case g.limit_no ${sql.join(cases, sql` `)} else ${limitsSql(general)} end)`;
}

function limitsSql(threshold: Limits): RawBuilder<unknown> {
  const fixed = hasAbsolute(threshold) ? perCurrency(threshold.absolute, sql`0::numeric`) : sql`0::numeric`;
  if (!hasPercent(threshold)) return fixed;
  const share = sql`(${percentBase(threshold)} * ${threshold.percent}::numeric * 0.01)`;
  if (!hasAbsolute(threshold)) return share;
  return threshold.combine === 'any' ? sql`greatest(${fixed}, ${share})` : sql`least(${fixed}, ${share})`;
}

/** The amount that a map of the rules has for the currency `g.currency`, or another column. */
export function perCurrency(
  amounts: Readonly<Record<string, string>>,
  otherwise: RawBuilder<unknown>,
  currency: RawBuilder<unknown> = sql`g.currency`,
): RawBuilder<unknown> {
  return sql`coalesce((${JSON.stringify(amounts)}::jsonb ->> ${currency})::numeric, ${otherwise})`;
}

function percentBase(threshold: Limits): RawBuilder<unknown> {
  const [left, right] = [sql`abs(g.left_amount)`, sql`abs(g.right_amount)`];
  switch (threshold.percentBase) {
    case 'left':
      return left;
    case 'right':
      return right;
    case 'max':
      return sql`greatest(${left}, ${right})`;
    case 'min':
      return sql`least(${left}, ${right})`;
  }
}

/** A pass without a cardinality says nothing of how many lines there may be. */
export function breaksCardinalitySql(pass: { cardinality?: Cardinality }): RawBuilder<unknown> {
  const [left, right] = pass.cardinality?.split(':') ?? [];
  const one = [
    ...(left === '1' ? [sql`g.left_count > 1`] : []),
    ...(right === '1' ? [sql`g.right_count > 1`] : []),
  ];
  return one.length === 0 ? sql`false` : sql`(${sql.join(one, sql` or `)})`;
}

/** Days of the pass by which the pair of lines that is furthest out lies apart; null when none is known to be out. */
export function daysApartSql(pass: { days?: Days }, holidays: readonly string[]): RawBuilder<unknown> {
  const { days } = pass;
  if (!days) return sql`null::int`;
  const between = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) =>
    days.business
      ? sql`(${dayNumberSql(days, to, holidays)} - ${dayNumberSql(days, from, holidays)})`
      : sql`(${to} - ${from})`;
  const latest = between(sql`g.left_first`, sql`g.right_last`);
  const earliest = between(sql`g.left_last`, sql`g.right_first`);
  return sql`case when ${latest} > ${sql.lit(days.after)} then ${latest}
                  when ${earliest} < ${sql.lit(-days.before)} then ${earliest} end`;
}

export function datesWithinSql(pass: { days?: Days }, holidays: readonly string[]): RawBuilder<unknown> {
  return pass.days ? sql`(not g.undated and ${daysApartSql(pass, holidays)} is null)` : sql`true`;
}

/**
 * Whether a group of both sides, of any number of lines, ties out, or nets to zero on one side. Never null.
 * @param isEqual where it is known without the exact amounts that they are equal
 */
export function tiesOutSql(
  pass: KeyPass,
  rules: ReconciliationRules,
  isEqual?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  // Where parts count, equal amounts say too little.
  const amountsTie =
    isEqual && rules.parts.length === 0 ? sql`(${isEqual} or ${amountsTieSql(rules)})` : amountsTieSql(rules);
  const netted = sql`(g.left_count + g.right_count > 1 and coalesce(g.left_amount, g.right_amount) = 0${andPartsNetToZero(rules)})`;
  return sql`case when g.left_count > 0 and g.right_count > 0 then
      not ${breaksCardinalitySql(pass)} and ${amountsTie} and ${datesWithinSql(pass, rules.holidays)}
    else ${pass.netToZero ? netted : sql`false`} end`;
}

/** Whether the whole of a group of both sides, without what bridges it, and each part that is compared tie. */
export function amountsTieSql(rules: ReconciliationRules): RawBuilder<unknown> {
  const allowed = allowanceOfSql(rules);
  return sql`abs(${residualSql(rules)}) <= ${allowed}${andPartsTie(rules, allowed)}`;
}

/** The aggregates of a group as rules with parts need them, over lines that have also `parts`. */
export function groupSums(rules: Pick<ReconciliationRules, 'parts'>): RawBuilder<unknown> {
  return sql`${GROUP_SUMS}${partSums(rules)}`;
}

/** The aggregates of a group over lines that have `is_left`, `amount`, `line_date` and `limit_no`. */
export const GROUP_SUMS = sql`
  count(*) filter (where is_left) as left_count, count(*) filter (where not is_left) as right_count,
  sum(amount) filter (where is_left) as left_amount, sum(amount) filter (where not is_left) as right_amount,
  min(line_date) filter (where is_left) as left_first, max(line_date) filter (where is_left) as left_last,
  min(line_date) filter (where not is_left) as right_first, max(line_date) filter (where not is_left) as right_last,
  bool_or(line_date is null) as undated, min(limit_no) as limit_no`;
