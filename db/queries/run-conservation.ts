import { type RawBuilder, sql } from 'kysely';
import { ConservationBroken } from '#core/reconcile/failures.ts';
import type { KeySums } from '#core/reconcile/key-sums.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import { ofOtherPasses, type RunScope } from './reconcile-scope.ts';

export interface RunTotal {
  side: SideName;
  currency: string;
  lineCount: string;
  total: string;
  matchedCount: string;
  matched: string;
  unmatchedCount: string;
  unmatched: string;
  /** Of the unmatched: what is explained. Shown beside it, never taken off. */
  explained: string;
}

/**
 * Conservation, computed apart from the run: what the lines in scope add up to, per side and currency, against what the
 * stored matches and the stored open exceptions of the tie-out add up to. `keySums` has the lines and the matches of the
 * first pass; after a small change, those of the run before with the touched keys read anew.
 * @throws ConservationBroken when a count or a sum is not the same
 */
export async function provenTotals(trx: Trx, scope: RunScope, keySums: KeySums): Promise<RunTotal[]> {
  const { rows } = await sql<RunTotal & { holds: boolean }>`
    with keyed as materialized (
      select k.side, k.currency, k.lines::bigint as lines, k.total::numeric as total, k."matchedLines"::bigint as matched_lines,
        k.matched::numeric as matched
      from jsonb_to_recordset(${JSON.stringify(keySums.sums)}::jsonb)
        as k (side text, currency text, lines text, total text, "matchedLines" text, matched text)
    ), sums as materialized (
      select m.currency, m.right_currency, sum(m.left_count) as left_lines, sum(m.left_amount) as left_amount,
        sum(m.right_count) as right_lines, sum(m.right_amount) as right_amount
      from matches m where m.tie_out_id = ${sql.lit(scope.tieOutId)} and m.to_run is null and ${ofOtherPasses(scope)}
      group by m.currency, m.right_currency
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
  const matchedLines = sql`coalesce(t.matched_lines, 0) + coalesce(m.lines, 0)`;
  const matched = sql`coalesce(t.matched, 0) + coalesce(m.amount, 0)`;
  return sql`
    select ${sql.lit(side)} as side, currency collate "C" as currency,
      coalesce(t.lines, 0)::text as "lineCount", coalesce(t.total, 0)::text as total,
      (${matchedLines})::text as "matchedCount", (${matched})::text as matched,
      coalesce(u.lines, 0)::text as "unmatchedCount", coalesce(u.amount, 0)::text as unmatched,
      coalesce(u.explained, 0)::text as explained,
      coalesce(t.lines, 0) = ${matchedLines} + coalesce(u.lines, 0)
        and coalesce(t.total, 0) = ${matched} + coalesce(u.amount, 0) as holds
    from (
      select * from keyed where side = ${sql.lit(side)}
    ) t full join (
      select currency, ${column('lines')} as lines, ${column('amount')} as amount from matched
      where ${column('lines')} > 0 or ${column('amount')} <> 0
    ) m using (currency) full join (
      select ${column('currency')} as currency, sum(${column('count')}) as lines, sum(${column('amount')}) as amount,
        sum(${column('amount')}) filter (where class <> 'unexplained') as explained
      from exceptions where tie_out_id = ${tieOut} and state = 'open' and ${column('count')} > 0 group by 1
    ) u using (currency)`;
}
