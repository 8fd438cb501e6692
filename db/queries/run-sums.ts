import { isDeepStrictEqual } from 'node:util';
import { type RawBuilder, sql } from 'kysely';
import type { KeySum, KeySums } from '#core/reconcile/key-sums.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { Trx } from '../transaction.ts';
import { withPlanFor } from './reconcile-plan.ts';
import { amongKeys, inScope, ofFirstPass, type RunScope } from './reconcile-scope.ts';

/**
 * What the lines of the scope's keys add up to, read from the lines, and what of it the stored matches of the first pass
 * add up to. Apart from the pass itself: this is one half of the proof of conservation.
 */
export async function readKeySums(trx: Trx, scope: RunScope): Promise<KeySums> {
  return sumsOf(
    trx,
    (side) => sql`
      select l.currency, count(*) as lines, sum(l.amount) as total
      from recon_lines l where ${inScope(scope, side)} ${amongKeys(scope)} group by l.currency`,
    sql`select m.*, 1 as sign from matches m where ${activeOf(scope)} and m.to_run is null ${amongKeys(scope, 'm.key_hash')}`,
  );
}

/**
 * By how much these sums of the touched keys have moved since the run before: lines that came into scope less those that
 * left it, matches that this run began less those that it ended.
 */
export async function readMovedSums(trx: Trx, scope: RunScope, before: RunScope): Promise<KeySums> {
  const [now, then] = [scope.opening ?? null, before.opening ?? null];
  const stays = (side: SideName) => isDeepStrictEqual([scope[side], now], [before[side], then]);
  const moved = (side: SideName) => sql`
    select currency, sum(sign) as lines, sum(sign * amount) as total from (
      select l.currency, l.amount, (${inScope(scope, side)})::int - (${inScope(before, side)})::int as sign
      from recon_lines l where ${stays(side) ? sql`false` : sql`l.projection_id = ${sql.lit(scope[side].projectionId)}`} ${amongKeys(scope)}
    ) l where sign <> 0 group by currency`;
  const run = sql`${sql.lit(scope.runId)}::bigint`;
  const matches = sql`
    select m.*, case when m.to_run is null then 1 else -1 end as sign from matches m
    where ${activeOf(scope)} and ((m.from_run = ${run} and m.to_run is null) or m.to_run = ${run}) ${amongKeys(scope, 'm.key_hash')}`;
  let sums: KeySums | undefined;
  await withPlanFor(trx, scope, async () => {
    sums = await sumsOf(trx, moved, matches);
  });
  return sums as KeySums;
}

const activeOf = (scope: RunScope): RawBuilder<unknown> =>
  sql`m.tie_out_id = ${sql.lit(scope.tieOutId)} and ${ofFirstPass(scope)}`;

/**
 * @param lines per side, columns currency, lines, total
 * @param matches columns of `matches` and `sign`
 */
async function sumsOf(
  trx: Trx,
  lines: (side: SideName) => RawBuilder<unknown>,
  matches: RawBuilder<unknown>,
): Promise<KeySums> {
  const unmatched = (side: SideName) => sql`
    select ${sql.lit(side)} as side, currency, lines, total, 0::bigint as matched_lines, 0::numeric as matched
    from (${lines(side)}) l`;
  const matched = (side: SideName) => sql`
    select ${sql.lit(side)}, currency, 0, 0, ${sql.ref(`${side}_lines`)}, ${sql.ref(`${side}_amount`)} from matched
    where ${sql.ref(`${side}_lines`)} <> 0 or ${sql.ref(`${side}_amount`)} <> 0`;
  const { rows } = await sql<KeySum & { matches: string }>`
    with matched as materialized (
      select m.currency, sum(sign) as matches, sum(sign * m.left_count) as left_lines, sum(sign * m.left_amount) as left_amount,
        sum(sign * m.right_count) as right_lines, sum(sign * m.right_amount) as right_amount
      from (${matches}) m group by m.currency
    )
    select side, currency, sum(lines)::text as lines, trim_scale(sum(total))::text as total,
      sum(matched_lines)::text as "matchedLines", trim_scale(sum(matched))::text as matched,
      (select coalesce(sum(matches), 0) from matched)::text as matches
    from (
      ${unmatched('left')} union all ${unmatched('right')} union all ${matched('left')} union all ${matched('right')}
      union all select '', '', 0, 0, 0, 0
    ) sums
    group by side, currency order by side, currency`.execute(trx);
  const linesOf = (side: SideName) =>
    rows.reduce((sum, row) => sum + (row.side === side ? Number(row.matchedLines) : 0), 0);
  return {
    // The nameless row is there to carry the count where no side has moved.
    sums: rows.filter(({ currency }) => currency !== '').map(({ matches: _, ...sum }) => sum),
    matches: Number(rows[0]?.matches ?? 0),
    leftLines: linesOf('left'),
    rightLines: linesOf('right'),
  };
}
