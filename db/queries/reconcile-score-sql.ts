import { type RawBuilder, sql } from 'kysely';
import { SCORE_WEIGHTS } from '#core/reconcile/score.ts';
import type { ScoreParts } from '#core/reconcile/tied.ts';

/** The same as core/reconcile/score.ts over SQL expressions; none of them may be null. */
export function scoreSql(parts: Partial<Record<keyof ScoreParts, RawBuilder<unknown>>>): RawBuilder<unknown> {
  const weighted = Object.entries(parts).map(
    ([name, part]) => sql`${part} * ${sql.lit(SCORE_WEIGHTS[name as keyof ScoreParts])}`,
  );
  const weights = Object.keys(parts).reduce((sum, name) => sum + SCORE_WEIGHTS[name as keyof ScoreParts], 0);
  return sql`round((${sql.join(weighted, sql` + `)}) / ${sql.lit(weights)}::numeric, 4)`;
}

/** The parts as they are stored: an object of decimal texts without trailing zeros. */
export function scorePartsSql(
  parts: Partial<Record<keyof ScoreParts, RawBuilder<unknown>>>,
): RawBuilder<unknown> {
  const pairs = Object.entries(parts).map(([name, part]) => sql`${sql.lit(name)}, trim_scale(${part})::text`);
  return sql`jsonb_build_object(${sql.join(pairs)})`;
}

export function amountPartSql(
  difference: RawBuilder<unknown>,
  allowed: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(case when ${difference} = 0 then 1 when ${allowed} = 0 then 0
    else greatest(1 - ${shareSql(sql`abs(${difference})`, allowed)}, 0) end)`;
}

export function datePartSql(daysApart: RawBuilder<unknown>, windowDays: number): RawBuilder<unknown> {
  return sql`greatest(1 - ${shareSql(sql`abs(${daysApart})::numeric`, sql.lit(windowDays + 1))}, 0)`;
}

/** part / whole, neither negative, to 4 decimals half up: by whole numbers, because a quotient rounded twice can be off by one. */
function shareSql(part: RawBuilder<unknown>, whole: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(div(${part} * 20000 + ${whole}, ${whole} * 2) * 0.0001)`;
}
