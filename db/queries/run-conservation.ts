import { type RawBuilder, sql } from 'kysely';
import { ConservationBroken } from '#core/reconcile/failures.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

export interface RunTotal {
  side: SideName;
  currency: string;
  lineCount: string;
  total: string;
  matchedCount: string;
  matched: string;
  unmatchedCount: string;
  unmatched: string;
  /** Of the unmatched: what is explained by timing. Shown beside it, never taken off. */
  explained: string;
}

/**
 * Conservation, computed apart from the run: what the lines in scope add up to, per side and currency, against what the
 * stored matches and the stored open exceptions of the tie-out add up to.
 * @throws ConservationBroken when a count or a sum is not the same
 */
export async function provenTotals(trx: Trx, scope: RunScope): Promise<RunTotal[]> {
  const { rows } = await sql<RunTotal & { holds: boolean }>`
    with sums as materialized (
      select currency, right_currency, sum(left_count) as left_lines, sum(left_amount) as left_amount,
        sum(right_count) as right_lines, sum(right_amount) as right_amount
      from matches where tie_out_id = ${sql.lit(scope.tieOutId)} and to_run is null group by currency, right_currency
    ), matched as (
      select currency, sum(left_lines) as left_lines, sum(left_amount) as left_amount,
        sum(right_lines) as right_lines, sum(right_amount) as right_amount
      from (
        select currency, left_lines, left_amount, 0 as right_lines, 0 as right_amount from sums
        union all
        select coalesce(right_currency, currency), 0, 0, right_lines, right_amount from sums
      ) sides group by currency
    )
    ${sideTotals(scope, 'left')} union all ${sideTotals(scope, 'right')} order by side, currency`.execute(
    trx,
  );
  const broken = rows.filter((row) => !row.holds);
  if (broken.length > 0) throw new ConservationBroken(scope.rules.reconciliation, broken);
  return rows.map(({ holds: _, ...total }) => total);
}

function sideTotals(scope: RunScope, side: SideName): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${side}_${name}`);
  const tieOut = sql.lit(scope.tieOutId);
  return sql`
    select ${sql.lit(side)} as side, currency collate "C" as currency,
      coalesce(t.lines, 0)::text as "lineCount", coalesce(t.amount, 0)::text as total,
      coalesce(m.lines, 0)::text as "matchedCount", coalesce(m.amount, 0)::text as matched,
      coalesce(u.lines, 0)::text as "unmatchedCount", coalesce(u.amount, 0)::text as unmatched,
      coalesce(u.explained, 0)::text as explained,
      coalesce(t.lines, 0) = coalesce(m.lines, 0) + coalesce(u.lines, 0)
        and coalesce(t.amount, 0) = coalesce(m.amount, 0) + coalesce(u.amount, 0) as holds
    from (
      select l.currency, count(*) as lines, sum(l.amount) as amount from recon_lines l
      where ${inScope(scope, side)} group by l.currency
    ) t full join (
      select currency, ${column('lines')} as lines, ${column('amount')} as amount from matched
      where ${column('lines')} > 0 or ${column('amount')} <> 0
    ) m using (currency) full join (
      select ${column('currency')} as currency, sum(${column('count')}) as lines, sum(${column('amount')}) as amount,
        sum(${column('amount')}) filter (where type = 'timing') as explained
      from exceptions where tie_out_id = ${tieOut} and state = 'open' and ${column('count')} > 0 group by 1
    ) u using (currency)`;
}
