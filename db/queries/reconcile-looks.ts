import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { Days, ReconciliationRules } from '#core/reconcile/rules.ts';
import { CANDIDATES_SEEN } from '#core/reconcile/window-pass.ts';
import type { Trx } from '../transaction.ts';
import { dayNumberSql } from './business-days-sql.ts';
import { amountsTieSql } from './reconcile-rules-sql.ts';
import { reachIsExact, reachSql } from './reconcile-window-reach.ts';

/** Stands for no override: after all limit numbers. */
const NO_LIMIT = sql.lit(32767);
const SEEN = sql.lit(CANDIDATES_SEEN);
const ONE_MORE = sql.lit(CANDIDATES_SEEN + 1);

/**
 * `window_lines`: the lines whose key both sides have; where days count, only dated ones. `window_cells`: on which days they
 * lie, and between which amounts.
 */
export async function gatherLooking(
  trx: Trx,
  rules: ReconciliationRules,
  key: RawBuilder<unknown>,
  days: Days | undefined,
): Promise<void> {
  const dated = days ? sql`and rest.line_date is not null` : sql``;
  const day = days ? dayNumberSql(days, sql`rest.line_date`, rules.holidays) : sql`0`;
  await sql`drop table if exists window_lines, window_cells, looks`.execute(trx);
  await sql`
    create temporary table window_lines on commit drop as
    with keys as (
      select row_number() over () as key_no, ${key} as key, rest.currency from rest
      where ${key} is not null ${dated}
      group by ${key}, rest.currency having bool_or(rest.is_left) and bool_or(not rest.is_left)
    )
    select rest.line_no, rest.is_left, k.key_no::int as key_no, coalesce(rest.limit_no, ${NO_LIMIT})::smallint as limit_no,
      ${day} as day_no, ${netSql(rules)} as net, rest.amount,
      rest.record_key, rest.currency, rest.parts
    from rest join keys k on k.key = ${key} and k.currency = rest.currency where true ${dated}`.execute(trx);
  await sql`create index on window_lines (is_left, key_no, limit_no, day_no, net, record_key)`.execute(trx);
  await sql`
    create temporary table window_cells on commit drop as
    select is_left, key_no, limit_no, day_no, min(net) as least, max(net) as most from window_lines group by 1, 2, 3, 4`.execute(
    trx,
  );
  await sql`create index on window_cells (is_left, key_no, day_no)`.execute(trx);
  await sql`analyze window_lines (is_left, key_no, limit_no, day_no, net), window_cells`.execute(trx);
  await sql`
    create temporary table looks (is_left boolean not null, line_no bigint not null, other_no bigint not null,
      key_no int not null, place int not null) on commit drop`.execute(trx);
}

/** The amount of a line of `rest` without what bridges the two sides. */
function netSql({ parts }: Pick<ReconciliationRules, 'parts'>): RawBuilder<unknown> {
  const bridges = parts.flatMap(({ role }, index) =>
    role === 'bridge' ? [sql` - coalesce(rest.parts[${sql.lit(index + 1)}], 0)`] : [],
  );
  return sql`(rest.amount${sql.join(bridges, sql``)})`;
}

/**
 * A plan that reads all of a cell and sorts it takes for ever where a cell has many lines, and the planner only knows how
 * many there are on average.
 */
const BY_INDEX = {
  enable_sort: 'off',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  enable_memoize: 'off',
  jit: 'off',
} as const;

/** What the lines of a side see, and one more. Right lines look only where a left line has more than it sees. */
async function lookFrom(trx: Trx, rules: ReconciliationRules, days: Days, side: SideName): Promise<void> {
  const isLeft = side === 'left';
  const [before, after] = isLeft ? [days.before, days.after] : [days.after, days.before];
  const reach = reachSql(rules, side, sql`least(l.limit_no, c.limit_no)`);
  const exact = reachIsExact(rules) ? sql`` : sql`and ${amountsTieSql(rules)}`;
  const crowded = isLeft
    ? sql``
    : sql`and l.key_no in (select key_no from looks where is_left and place > ${SEEN})`;
  for (const [name, value] of Object.entries(BY_INDEX))
    await sql`set local ${sql.raw(name)} = ${sql.lit(value)}`.execute(trx);
  await sql`
    insert into looks (is_left, line_no, other_no, key_no, place)
    select ${sql.lit(isLeft)}, l.line_no, found.line_no, l.key_no, found.place
    from window_lines l cross join lateral (
      select first.line_no, row_number() over (order by first.day_no, first.net, first.record_key) as place
      from (
        select o.line_no, c.day_no, o.net, o.record_key
        from window_cells c cross join lateral (
          select o.line_no, o.net, o.record_key from window_lines o cross join lateral (${groupOf(isLeft)}) g
          where o.is_left = ${sql.lit(!isLeft)} and o.key_no = c.key_no and o.limit_no = c.limit_no
            and o.day_no = c.day_no and o.net between ${reach.from} and ${reach.to} ${exact}
          order by o.net, o.record_key limit ${ONE_MORE}
        ) o
        where c.is_left = ${sql.lit(!isLeft)} and c.key_no = l.key_no
          and c.day_no between l.day_no - ${sql.lit(before)} and l.day_no + ${sql.lit(after)}
          and c.least <= ${reach.to} and c.most >= ${reach.from}
        order by c.day_no, o.net, o.record_key limit ${ONE_MORE}
      ) first
    ) found
    where l.is_left = ${sql.lit(isLeft)} ${crowded}`.execute(trx);
  for (const name of Object.keys(BY_INDEX)) await sql`set local ${sql.raw(name)} to default`.execute(trx);
}

/** A looking line `l` and the other one `o` as a group of the rules. */
function groupOf(isLeft: boolean): RawBuilder<unknown> {
  const [left, right] = isLeft ? [sql`l`, sql`o`] : [sql`o`, sql`l`];
  return sql`select ${left}.amount as left_amount, ${right}.amount as right_amount, ${left}.parts as left_parts,
    ${right}.parts as right_parts, l.currency, least(l.limit_no, o.limit_no) as limit_no`;
}

/** Where every left line sees all its candidates, they are all there are: the right lines see the same pairs. */
async function lookBack(trx: Trx): Promise<void> {
  await sql`analyze looks`.execute(trx);
  await sql`
    insert into looks (is_left, line_no, other_no, key_no, place)
    select false, b.line_no, b.other_no, b.key_no, b.place
    from (
      select k.other_no as line_no, k.line_no as other_no, k.key_no,
        row_number() over (partition by k.other_no order by l.day_no, l.net, l.record_key) as place
      from looks k join window_lines l on l.line_no = k.line_no
      where k.key_no not in (select key_no from looks where place > ${SEEN})
    ) b where b.place <= ${ONE_MORE}`.execute(trx);
}

/** `sights`: each pair that one of its lines sees, with how many candidates both have, as far as they were counted. */
async function countLooks(trx: Trx): Promise<void> {
  await sql`analyze looks`.execute(trx);
  await sql`drop table if exists sights`.execute(trx);
  await sql`
    create temporary table sights on commit drop as
    with counts as (select line_no, count(*)::int as count from looks group by line_no)
    select k.is_left, case when k.is_left then k.line_no else k.other_no end as left_no,
      case when k.is_left then k.other_no else k.line_no end as right_no,
      case when k.is_left then own.count else other.count end as left_count,
      case when k.is_left then other.count else own.count end as right_count
    from looks k join counts own on own.line_no = k.line_no join counts other on other.line_no = k.other_no
    where k.place <= ${SEEN}`.execute(trx);
  await sql`analyze sights`.execute(trx);
}

/** Without days, all lines are as if of one day. */
const ANY_DAY: Days = { before: 0, after: 0 };

/** `sights`: each pair of candidates that one of its lines sees. */
export async function look(trx: Trx, rules: ReconciliationRules, days: Days = ANY_DAY): Promise<void> {
  await lookFrom(trx, rules, days, 'left');
  await lookBack(trx);
  await lookFrom(trx, rules, days, 'right');
  await countLooks(trx);
}

/** Each sight as a group of the rules `g`, with the days between its lines. */
export const SIGHTS = sql`select s.*, l.currency, l.amount as left_amount, r.amount as right_amount, l.parts as left_parts,
    r.parts as right_parts, least(l.limit_no, r.limit_no) as limit_no, r.day_no - l.day_no as apart
  from sights s join window_lines l on l.line_no = s.left_no join window_lines r on r.line_no = s.right_no`;
