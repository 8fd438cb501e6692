import { sql } from 'kysely';
import type { KeySum, KeySums } from '#core/reconcile/key-sums.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import { amongKeys, inScope, ofFirstPass, type RunScope } from './reconcile-scope.ts';

/**
 * What the lines of the scope's keys add up to, read from the lines, and what of it the stored matches of the first pass
 * add up to. Apart from the pass itself: this is one half of the proof of conservation.
 */
export async function readKeySums(trx: Trx, scope: RunScope): Promise<KeySums> {
  const lines = (side: SideName) => sql`
    select ${sql.lit(side)} as side, l.currency, count(*) as lines, sum(l.amount) as total, 0::bigint as matched_lines,
      0::numeric as matched
    from recon_lines l where ${inScope(scope, side)} ${amongKeys(scope)} group by l.currency`;
  const matched = (side: SideName) => sql`
    select ${sql.lit(side)}, currency, 0, 0, sum(${sql.ref(`${side}_lines`)}), sum(${sql.ref(`${side}_amount`)}) from matched
    group by currency having sum(${sql.ref(`${side}_lines`)}) > 0`;
  const { rows } = await sql<KeySum & { matches: string }>`
    with matched as materialized (
      select m.currency, count(*) as matches, sum(m.left_count) as left_lines, sum(m.left_amount) as left_amount,
        sum(m.right_count) as right_lines, sum(m.right_amount) as right_amount
      from matches m
      where m.tie_out_id = ${sql.lit(scope.tieOutId)} and m.to_run is null and ${ofFirstPass(scope)} ${amongKeys(scope, 'm.key_hash')}
      group by m.currency
    )
    select side, currency, sum(lines)::text as lines, trim_scale(sum(total))::text as total,
      sum(matched_lines)::text as "matchedLines", trim_scale(sum(matched))::text as matched,
      (select coalesce(sum(matches), 0) from matched)::text as matches
    from (${lines('left')} union all ${lines('right')} union all ${matched('left')} union all ${matched('right')}) sums
    group by side, currency order by side, currency`.execute(trx);
  const linesOf = (side: SideName) =>
    rows.reduce((sum, row) => sum + (row.side === side ? Number(row.matchedLines) : 0), 0);
  return {
    sums: rows.map(({ matches: _, ...sum }) => sum),
    matches: Number(rows[0]?.matches ?? 0),
    leftLines: linesOf('left'),
    rightLines: linesOf('right'),
  };
}
