import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { ONE_DAY } from '#core/reconcile/next-period.ts';
import { isKeyed } from '#core/reconcile/pass-key.ts';
import type { KeyPass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { datesWithinSql, groupSums, tiesOutSql } from './reconcile-rules-sql.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

/**
 * Table `next_periods (match_key, currency, cause)`: keys of `rest_groups` that would tie out if their lines after the
 * cut-off were in scope. The same as core/reconcile/next-period.ts. Those lines are found by the hashes of the groups, along
 * the index: what else the next period holds is not read.
 */
export async function findNextPeriods(trx: Trx, scope: RunScope, cutOff: string): Promise<void> {
  await sql`drop table if exists next_periods, later_lines`.execute(trx);
  for (const name of OTHER_JOINS) await sql`set local ${sql.raw(name)} = off`.execute(trx);
  await sql`
    create temporary table later_lines on commit drop as
    ${laterLines(scope, 'left', cutOff)} union all ${laterLines(scope, 'right', cutOff)}`.execute(trx);
  for (const name of OTHER_JOINS) await sql`set local ${sql.raw(name)} to default`.execute(trx);
  await sql`analyze later_lines`.execute(trx);
  const { days: _, ...pass } = scope.rules.passes[0] as KeyPass;
  const isCutOff = sql`g.left_count > 0 and g.right_count > 0 and g.last_later <= ${cutOff}::date + 1
    and ${datesWithinSql(ONE_DAY, [])}`;
  const columns = sql`match_key, currency, is_left, amount, line_date, limit_no, parts`;
  await sql`
    create temporary table next_periods on commit drop as
    select g.match_key, g.currency, case when ${isCutOff} then 'cut_off' else 'next_period' end as cause
    from (
      select match_key, currency, ${groupSums(scope.rules)}, max(line_date) filter (where is_later) as last_later
      from (
        select ${columns}, true as is_later from later_lines
        union all
        select ${columns}, false from rest where match_key is not null and exists (
          select from later_lines n where n.match_key = rest.match_key and n.currency = rest.currency)
      ) lines group by match_key, currency
    ) g where ${isKeyed(scope.rules) ? tiesOutSql(pass, scope.rules) : sql`false`}`.execute(trx);
  await sql`analyze next_periods`.execute(trx);
}

/** Without these, each group looks its lines up in the index. */
const OTHER_JOINS = ['enable_hashjoin', 'enable_mergejoin'] as const;

function laterLines(scope: RunScope, side: SideName, cutOff: string): RawBuilder<unknown> {
  return sql`
    select g.match_key, g.currency, ${sql.lit(side === 'left')} as is_left, l.amount, l.line_date, l.limit_no, l.parts
    from rest_groups g join recon_lines l
      on l.key_hash = g.key_hash and l.match_key = g.match_key and l.currency = g.currency
    where g.slot = 0 and ${inScope({ ...scope, cutOff: null }, side)} and l.line_date > ${cutOff}::date`;
}
