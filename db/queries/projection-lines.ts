import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { projectedLines } from './projection-sql.ts';

/** The snapshots by which a projection is extended. */
export interface Step {
  rules: ReconciliationRules;
  side: SideName;
  streamId: number;
  projectionId: number;
  /** Snapshots after `from` up to `to`. */
  from: number;
  to: number;
  /** Only what holds in snapshot `to`: for lines that are read at no other. */
  onlyLast?: boolean;
}

const opened = ({ from, to, onlyLast }: Step): RawBuilder<unknown> => {
  const holds = onlyLast ? sql`and (d.valid_to is null or d.valid_to > ${sql.lit(to)})` : sql``;
  return sql`d.valid_from > ${sql.lit(from)} and d.valid_from <= ${sql.lit(to)} ${holds}`;
};

/** The key of a closed version is derived again from the version, so that lines need no second index. */
export async function closeLines(trx: Trx, step: Step): Promise<number> {
  const range = sql`d.valid_to > ${sql.lit(step.from)} and d.valid_to <= ${sql.lit(step.to)} and d.valid_from <= ${sql.lit(step.from)}`;
  const projectionId = sql.lit(step.projectionId);
  await sql`drop table if exists closed_lines`.execute(trx);
  await sql`
    create temporary table closed_lines on commit drop as
    select * from (${projectedLines(step.rules, step.side, step.streamId, range)}) lines`.execute(trx);
  await sql`analyze closed_lines (key_hash, record_hash)`.execute(trx);
  const lines = await sql`
    update recon_lines l set valid_to = c.valid_to from closed_lines c
    where l.projection_id = ${projectionId} and l.key_hash = c.key_hash and l.record_hash = c.record_hash
      and l.record_key = c.record_key and l.version = c.version and l.valid_to is null`.execute(trx);
  await sql`
    insert into projection_changes (projection_id, snapshot_no, key_hash)
    select ${projectionId}, valid_to, key_hash from closed_lines where amount is not null and currency is not null`.execute(
    trx,
  );
  await sql`
    update unreadable_lines l set valid_to = c.valid_to from closed_lines c
    where l.projection_id = ${projectionId} and l.record_hash = c.record_hash
      and l.record_key = c.record_key and l.version = c.version and l.valid_to is null`.execute(trx);
  return Number(lines.numAffectedRows ?? 0);
}

export async function openLines(trx: Trx, step: Step): Promise<number> {
  const lines = projectedLines(step.rules, step.side, step.streamId, opened(step));
  return step.from === 0 ? openFirstLines(trx, step, lines) : openMoreLines(trx, step, lines);
}

/**
 * The first lines of a projection are many. Written in the order of the index they take a quarter less, and in that order
 * the neighbours of a line tell whether its key is repeated.
 */
async function openFirstLines(trx: Trx, step: Step, lines: RawBuilder<unknown>): Promise<number> {
  await sql`set local work_mem = '256MB'`.execute(trx);
  const repeated = sql`coalesce(lag(key_hash) over in_order = key_hash, false)
    or coalesce(lead(key_hash) over in_order = key_hash, false)`;
  const result = await insertLines(
    step,
    lines,
    repeated,
    sql`window in_order as (order by key_hash)`,
  ).execute(trx);
  await sql`
    insert into repeated_keys (projection_id, key_hash)
    select distinct projection_id, key_hash from recon_lines
    where projection_id = ${sql.lit(step.projectionId)} and repeated`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

async function openMoreLines(trx: Trx, step: Step, lines: RawBuilder<unknown>): Promise<number> {
  await sql`drop table if exists opened_lines, touched_keys`.execute(trx);
  await sql`create temporary table opened_lines on commit drop as select * from (${lines}) lines`.execute(
    trx,
  );
  const result = await insertLines(step, sql`select * from opened_lines`, sql`false`, sql``).execute(trx);
  await sql`
    create temporary table touched_keys on commit drop as
    select key_hash, valid_from, valid_to from opened_lines where amount is not null and currency is not null`.execute(
    trx,
  );
  await sql`analyze touched_keys`.execute(trx);
  await sql`
    insert into projection_changes (projection_id, snapshot_no, key_hash)
    select ${sql.lit(step.projectionId)}, valid_from, key_hash from touched_keys
    union all select ${sql.lit(step.projectionId)}, valid_to, key_hash from touched_keys where valid_to is not null`.execute(
    trx,
  );
  await markRepeated(trx, step.projectionId);
  return Number(result.numAffectedRows ?? 0);
}

function insertLines(
  step: Step,
  lines: RawBuilder<unknown>,
  repeated: RawBuilder<unknown>,
  window: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    insert into recon_lines (projection_id, valid_from, key_hash, repeated, valid_to, line_date, minor, match_key,
      currency, amount, record_hash, record_key, version, later_keys, parts, limit_no)
    select ${sql.lit(step.projectionId)}, valid_from, key_hash, ${repeated}, valid_to, line_date, minor, match_key,
      currency, amount, record_hash, record_key, version, later_keys, parts, limit_no
    from (${lines}) p where amount is not null and currency is not null ${window}`;
}

/**
 * A key is repeated when two of its lines hold in one snapshot. In order of their beginning, a line overlaps an earlier
 * one when it begins before the latest end so far; a version that replaces another does not. Once repeated, always so:
 * to sum what could be joined costs time, the other way round it would be wrong.
 */
async function markRepeated(trx: Trx, projectionId: number): Promise<void> {
  const id = sql.lit(projectionId);
  await sql`drop table if exists repeated_now`.execute(trx);
  await sql`
    create temporary table repeated_now on commit drop as
    with several as (
      select key_hash from recon_lines
      where projection_id = ${id} and match_key is not null and key_hash in (select key_hash from touched_keys)
      group by key_hash having count(*) > 1
    )
    select distinct key_hash from (
      select l.key_hash, l.valid_from,
             max(coalesce(l.valid_to, 2147483647)) over (partition by l.key_hash order by l.valid_from
               rows between unbounded preceding and 1 preceding) as latest_end
      from recon_lines l join several s on s.key_hash = l.key_hash
      where l.projection_id = ${id} and l.match_key is not null
    ) in_order where valid_from < latest_end
    union
    select key_hash from repeated_keys
    where projection_id = ${id} and key_hash in (select key_hash from touched_keys)`.execute(trx);
  await sql`analyze repeated_now`.execute(trx);
  await sql`
    insert into repeated_keys (projection_id, key_hash) select ${id}, key_hash from repeated_now
    on conflict do nothing`.execute(trx);
  await sql`
    update recon_lines l set repeated = true from repeated_now r
    where l.projection_id = ${id} and l.key_hash = r.key_hash and not l.repeated`.execute(trx);
}

export async function openUnreadable(trx: Trx, step: Step): Promise<number> {
  const projected = projectedLines(step.rules, step.side, step.streamId, opened(step));
  const result = await sql`
    insert into unreadable_lines (projection_id, record_hash, record_key, version, line_date, problem, valid_from, valid_to)
    select ${sql.lit(step.projectionId)}, record_hash, record_key, version, line_date,
      case when amount is null then 'amount_missing' else 'currency_missing' end, valid_from, valid_to
    from (${projected}) p where amount is null or currency is null`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
