import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { projectionForm } from '#core/reconcile/project.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { projectedLines } from './projection-sql.ts';
import { analyseIfGrown } from './projection-statistics.ts';

export interface Projection {
  projectionId: number;
  streamId: number;
  /** Its lines are those of every snapshot up to this one. */
  coveredSnapshot: number;
}

export interface CaughtUp extends Projection {
  openedLines: number;
  closedLines: number;
  unreadableLines: number;
}

/** Finds or makes the reconciliation; its entity is known. */
export async function ensureReconciliation(trx: Trx, rules: ReconciliationRules): Promise<number> {
  const { entity, reconciliation: name } = rules;
  await trx
    .insertInto('reconciliations')
    .values({ entity, name })
    .onConflict((conflict) => conflict.columns(['entity', 'name']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('reconciliations')
    .select('reconciliation_id')
    .where('entity', '=', entity)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.reconciliation_id;
}

/** Finds or makes the projection of one side and holds it until the transaction ends: one writer at a time. */
async function lockProjection(
  trx: Trx,
  rules: ReconciliationRules,
  side: SideName,
  streamId: number,
): Promise<Projection> {
  const reconciliationId = await ensureReconciliation(trx, rules);
  const hash = createHash('sha256')
    .update(`${streamId} ${projectionForm(rules, side)}`)
    .digest('hex');
  await trx
    .insertInto('projections')
    .values({ reconciliation_id: reconciliationId, side, stream_id: streamId, projection_hash: hash })
    .onConflict((conflict) => conflict.columns(['reconciliation_id', 'side', 'projection_hash']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('projections')
    .select(['projection_id', 'covered_snapshot'])
    .where('reconciliation_id', '=', reconciliationId)
    .where('side', '=', side)
    .where('projection_hash', '=', hash)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { projectionId: row.projection_id, streamId, coveredSnapshot: row.covered_snapshot };
}

/**
 * Brings the projection of one side up to the last snapshot of its stream: versions that the new snapshots opened become
 * lines, lines of versions that they closed are closed. Versions of a snapshot that is not the last yet may be seen with
 * the end they have by now; reading at a pinned snapshot gives the same lines either way.
 */
export async function catchUp(
  trx: Trx,
  rules: ReconciliationRules,
  side: SideName,
  streamId: number,
): Promise<CaughtUp> {
  const projection = await lockProjection(trx, rules, side, streamId);
  const { projectionId, coveredSnapshot: from } = projection;
  const stream = await trx
    .selectFrom('streams')
    .select('last_snapshot')
    .where('stream_id', '=', streamId)
    .executeTakeFirstOrThrow();
  const to = stream.last_snapshot;
  if (to <= from) return { ...projection, openedLines: 0, closedLines: 0, unreadableLines: 0 };
  const step: Step = { rules, side, streamId, projectionId, from, to };
  const closedLines = from === 0 ? 0 : await closeLines(trx, step);
  const openedLines = await openLines(trx, step);
  const unreadableLines = await openUnreadable(trx, step);
  await findRepeatedKeys(trx, step);
  await trx
    .updateTable('projections')
    .set({ covered_snapshot: to })
    .where('projection_id', '=', projectionId)
    .execute();
  await analyseIfGrown(trx, openedLines);
  return { ...projection, coveredSnapshot: to, openedLines, closedLines, unreadableLines };
}

interface Step {
  rules: ReconciliationRules;
  side: SideName;
  streamId: number;
  projectionId: number;
  /** Snapshots after `from` up to `to`. */
  from: number;
  to: number;
}

const opened = ({ from, to }: Step): RawBuilder<unknown> =>
  sql`d.valid_from > ${sql.lit(from)} and d.valid_from <= ${sql.lit(to)}`;

/** The key of a closed version is derived again from the version, so that lines need no second index. */
async function closeLines(trx: Trx, step: Step): Promise<number> {
  const range = sql`d.valid_to > ${sql.lit(step.from)} and d.valid_to <= ${sql.lit(step.to)} and d.valid_from <= ${sql.lit(step.from)}`;
  const closed = projectedLines(step.rules, step.side, step.streamId, range);
  const lines = await sql`
    update recon_lines l set valid_to = c.valid_to from (${closed}) c
    where l.projection_id = ${sql.lit(step.projectionId)} and l.key_hash = c.key_hash and l.record_hash = c.record_hash
      and l.record_key = c.record_key and l.version = c.version and l.valid_to is null`.execute(trx);
  await sql`
    update unreadable_lines l set valid_to = c.valid_to from (${closed}) c
    where l.projection_id = ${sql.lit(step.projectionId)} and l.record_hash = c.record_hash
      and l.record_key = c.record_key and l.version = c.version and l.valid_to is null`.execute(trx);
  return Number(lines.numAffectedRows ?? 0);
}

async function openLines(trx: Trx, step: Step): Promise<number> {
  const projected = projectedLines(step.rules, step.side, step.streamId, opened(step));
  // A first load is large: written in the order of the index, it takes a quarter less. Memory for the sort is the run's own.
  const inIndexOrder = step.from === 0 ? sql`order by key_hash` : sql``;
  if (step.from === 0) await sql`set local work_mem = '256MB'`.execute(trx);
  const insert = sql`
    insert into recon_lines (projection_id, key_hash, match_key, currency, minor, amount, line_date, record_hash,
      record_key, version, valid_from, valid_to, later_keys)
    select ${sql.lit(step.projectionId)}, key_hash, match_key, currency, minor, amount, line_date, record_hash,
      record_key, version, valid_from, valid_to, later_keys
    from (${projected}) p where amount is not null and currency is not null ${inIndexOrder}`;
  await sql`drop table if exists touched_keys`.execute(trx);
  if (step.from === 0) return Number((await insert.execute(trx)).numAffectedRows ?? 0);
  await sql`create temporary table touched_keys (key_hash bigint) on commit drop`.execute(trx);
  const result = await sql`
    with lines as (${insert} returning key_hash) insert into touched_keys select key_hash from lines`.execute(
    trx,
  );
  await sql`analyze touched_keys`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

async function openUnreadable(trx: Trx, step: Step): Promise<number> {
  const projected = projectedLines(step.rules, step.side, step.streamId, opened(step));
  const result = await sql`
    insert into unreadable_lines (projection_id, record_hash, record_key, version, line_date, problem, valid_from, valid_to)
    select ${sql.lit(step.projectionId)}, record_hash, record_key, version, line_date,
      case when amount is null then 'amount_missing' else 'currency_missing' end, valid_from, valid_to
    from (${projected}) p where amount is null or currency is null`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * A key is repeated when two of its lines hold in one snapshot. In order of their beginning, a line overlaps an earlier
 * one when it begins before the latest end so far. Lines of the very first snapshot all hold in it.
 */
async function findRepeatedKeys(trx: Trx, step: Step): Promise<void> {
  const id = sql.lit(step.projectionId);
  const touched = step.from === 0 ? sql`` : sql`and key_hash in (select key_hash from touched_keys)`;
  const several = sql`
    select key_hash from recon_lines where projection_id = ${id} and match_key is not null ${touched}
    group by key_hash having count(*) > 1`;
  const repeated =
    step.from === 0 && step.to === 1
      ? several
      : sql`
        select distinct key_hash from (
          select l.key_hash, l.valid_from,
                 max(coalesce(l.valid_to, 2147483647)) over (partition by l.key_hash order by l.valid_from
                   rows between unbounded preceding and 1 preceding) as latest_end
          from recon_lines l join (${several}) s on s.key_hash = l.key_hash
          where l.projection_id = ${id} and l.match_key is not null
        ) ordered where valid_from < latest_end`;
  await sql`
    insert into repeated_keys (projection_id, key_hash) select ${id}, key_hash from (${repeated}) r
    on conflict do nothing`.execute(trx);
}
