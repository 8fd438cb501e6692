import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { KeyPass } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { bridgedSql } from './reconcile-parts-sql.ts';
import { repeatedShare, withPlanFor, withPlanForRepeated, withPlanInRanges } from './reconcile-plan.ts';
import { amountsTieSql, datesWithinSql, groupSums, tiesOutSql } from './reconcile-rules-sql.ts';
import { amongKeys, leftToPasses, type RunScope, repeatedKeys } from './reconcile-scope.ts';
import { sumsAlongIndex } from './reconcile-side-sums.ts';

/**
 * The first pass over all lines in scope, as table `outcome`: a row with `tied` for each group that ties out, and at least one
 * row without for each key hash that has lines left. Keys that no side repeats, which is most of them, are joined line to
 * line; only the others are summed.
 */
export async function firstPass(trx: Trx, scope: RunScope): Promise<void> {
  // Sorted once, here: what reads it in this order (the stored matches, the result hash) finds it in order.
  await sql`drop table if exists outcome`.execute(trx);
  await firstPassRows(trx, scope, (rows) =>
    sql`create temporary table outcome on commit drop as select * from (${rows}) rows order by key_hash`.execute(
      trx,
    ),
  );
  // What the following plans depend on; the text columns would cost most.
  await sql`analyze outcome (key_hash, pass, tied)`.execute(trx);
}

/** Hands the first pass to a statement as a subquery, and has that statement planned for whole sides. */
export async function firstPassRows(
  trx: Trx,
  scope: RunScope,
  use: (rows: RawBuilder<unknown>) => Promise<unknown>,
): Promise<void> {
  const pass = scope.rules.passes[0] as KeyPass;
  await sql`drop table if exists summed`.execute(trx);
  const share = await repeatedShare(trx, scope);
  if (share === 'most') {
    await sumAllKeys(trx, scope, pass);
    await use(sql`select * from summed`);
    return;
  }
  // Apart: where few keys are repeated, their lines are looked up and not both sides read once more.
  const repeated = sql`${repeatedKeys(scope)} ${amongKeys(scope, 'k.key_hash')}`;
  await withPlanForRepeated(trx, share, () =>
    sql`create temporary table summed on commit drop as ${summedKeys(scope, pass, repeated)}`.execute(trx),
  );
  await sql`analyze summed (key_hash)`.execute(trx);
  await withPlanFor(trx, scope, () => use(sql`${joinedKeys(scope, pass)} union all select * from summed`));
}

/** Where most keys are repeated, table `summed` has all of them, and none is joined line to line. */
async function sumAllKeys(trx: Trx, scope: RunScope, pass: KeyPass): Promise<void> {
  await withPlanInRanges(trx, () =>
    sql`create temporary table summed on commit drop as ${sumsAlongIndex(scope, pass)}`.execute(trx),
  );
  await sql`analyze summed (key_hash)`.execute(trx);
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from summed where tied is null) as any`.execute(trx);
  if (!rows[0]?.any) return;
  await sql`drop table if exists mixed`.execute(trx);
  await sql`
    create temporary table mixed on commit drop as select key_hash from summed where tied is null`.execute(
    trx,
  );
  await sql`analyze mixed`.execute(trx);
  await sql`delete from summed where tied is null`.execute(trx);
  await sql`insert into summed ${summedKeys(scope, pass, sql`select key_hash from mixed`)}`.execute(trx);
}

const ONE_CURRENCY = sql`null::text as right_currency, null::numeric as difference`;

/**
 * Each side has at most one line of these key hashes, so the hash alone joins them, which spares hashing two texts a line.
 * A pair still has to agree on key and currency; one that does not is one row that does not tie out, for both its lines.
 */
function joinedKeys(scope: RunScope, pass: KeyPass): RawBuilder<unknown> {
  const { rules } = scope;
  const hasParts = rules.parts.length > 0;
  // Equal minor units spare most pairs the exact amounts; where parts count they say too little.
  const ties = hasParts ? amountsTieSql(rules) : sql`(g.is_equal or ${amountsTieSql(rules)})`;
  const parts = hasParts ? sql`, l.parts as left_parts, r.parts as right_parts` : sql``;
  return sql`
    select g.key_hash, g.match_key, g.currency, 1::smallint as pass,
           coalesce(g.is_pair and ${ties} and ${datesWithinSql(pass, scope.rules.holidays)}, false) as tied,
           g.left_count, g.right_count, g.left_amount, g.right_amount, ${ONE_CURRENCY}, ${bridgedSql(rules)} as explained
    from (
      select coalesce(l.key_hash, r.key_hash) as key_hash, coalesce(l.match_key, r.match_key) as match_key,
             coalesce(l.currency, r.currency) as currency, l.match_key = r.match_key and l.currency = r.currency as is_pair,
             l.minor = r.minor as is_equal,
             case when l.key_hash is null then 0 else 1 end as left_count,
             case when r.key_hash is null then 0 else 1 end as right_count,
             l.amount as left_amount, r.amount as right_amount,
             l.line_date as left_first, l.line_date as left_last, r.line_date as right_first, r.line_date as right_last,
             l.line_date is null or r.line_date is null as undated, least(l.limit_no, r.limit_no) as limit_no${parts}
      from (${uniqueLines(scope, 'left')}) l full join (${uniqueLines(scope, 'right')}) r on r.key_hash = l.key_hash
    ) g`;
}

function uniqueLines(scope: RunScope, side: SideName): RawBuilder<unknown> {
  return sql`select l.key_hash, l.match_key, l.currency, l.minor, l.amount, l.line_date, l.limit_no
      ${partsColumn(scope)}
    from recon_lines l where ${leftToPasses(scope, side)} ${amongKeys(scope)} and l.match_key is not null and not l.repeated`;
}

/** @param hashes a subquery */
function summedKeys(scope: RunScope, pass: KeyPass, hashes: RawBuilder<unknown>): RawBuilder<unknown> {
  const lines = (side: SideName) => sql`
    select ${sql.lit(side === 'left')} as is_left, l.key_hash, l.match_key, l.currency, l.amount, l.line_date, l.limit_no
      ${partsColumn(scope)}
    from recon_lines l
    where ${leftToPasses(scope, side)} and l.match_key is not null
      and l.key_hash in (${hashes})`;
  return sql`
    select g.key_hash, g.match_key, g.currency, 1::smallint as pass,
           ${tiesOutSql(pass, scope.rules)} as tied,
           g.left_count::int as left_count, g.right_count::int as right_count,
           coalesce(g.left_amount, 0) as left_amount, coalesce(g.right_amount, 0) as right_amount, ${ONE_CURRENCY},
           ${bridgedSql(scope.rules)} as explained
    from (
      select key_hash, match_key, currency, ${groupSums(scope.rules)}
      from (${lines('left')} union all ${lines('right')}) lines
      group by key_hash, match_key, currency
    ) g`;
}

/** Lines carry their parts only where the rules have some. */
function partsColumn({ rules }: RunScope): RawBuilder<unknown> {
  return rules.parts.length > 0 ? sql`, l.parts` : sql``;
}
