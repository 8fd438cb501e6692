import { type RawBuilder, sql } from 'kysely';
import type { SideName } from '#core/reconcile/line.ts';
import { openingPeriods } from '#core/reconcile/opening.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { type CarriedFrom, type OpeningPin, openingOf } from './reconcile-opening.ts';
import { inScope, type RunScope } from './reconcile-scope.ts';

/** The run as it read its lines. */
type RunOfTieOut = Pick<RunScope, 'left' | 'right' | 'cutOff' | 'tieOutId' | 'runId'> & {
  opening: OpeningPin | null;
};

/**
 * Keeps the lines that the last run of the earlier reconciliation left open, for a run of `rules` to carry them forward, and
 * names that run. Whoever keeps lines of the same reconciliation waits until the transaction ends, so it should be short.
 * @param streams of the sides: only a run over the same books has lines to carry forward
 * @returns null where the rules name none, or where it has no run yet
 * @throws PeriodInvalid
 */
export async function keepOpenLines(
  trx: Trx,
  { entity, opening }: ReconciliationRules,
  period: string,
  streams: Readonly<Record<SideName, number>>,
): Promise<CarriedFrom | null> {
  if (opening?.from === undefined) return null;
  const name = `${entity}/${opening.from}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`open-lines:${name}`}, 0))`.execute(trx);
  const last = await lastRun(trx, { entity, name: opening.from }, openingPeriods(period, opening.date));
  if (!last || last.left.streamId !== streams.left || last.right.streamId !== streams.right) return null;
  if (!last.isKept) await keep(trx, last);
  return { tieOutId: last.tieOutId, runId: last.runId };
}

/** Of several tie-outs that end on the same day, the one that ran last. */
async function lastRun(
  trx: Trx,
  of: { entity: string; name: string },
  periods: readonly string[],
): Promise<(RunOfTieOut & { isKept: boolean }) | undefined> {
  const side = (
    name: SideName,
  ) => sql`json_build_object('projectionId', ${sql.ref(`${name}_p.projection_id`)},
    'streamId', ${sql.ref(`${name}_p.stream_id`)}, 'snapshot', ${sql.ref(`r.${name}_snapshot`)})`;
  const { rows } = await sql<RunOfTieOut & { isKept: boolean }>`
    select t.tie_out_id as "tieOutId", r.run_id as "runId", r.cut_off as "cutOff", ${side('left')} as left,
      ${side('right')} as right, t.open_lines_run is not distinct from r.run_id as "isKept",
      ${openingOf('r', 'o')} as opening
    from tie_outs t join runs r on r.run_id = t.last_run
    join projections left_p on left_p.projection_id = r.left_projection
    join projections right_p on right_p.projection_id = r.right_projection
    left join runs o on o.run_id = r.opening_run
    where t.entity = ${of.entity} and t.name = ${of.name} and t.period = any(${[...periods]}::text[])
    order by r.run_id desc limit 1`.execute(trx);
  return rows[0];
}

/** What was open is read as of the run, whatever has run since: it is kept once and never another. */
async function keep(trx: Trx, run: RunOfTieOut): Promise<void> {
  const [tieOut, at] = [sql.lit(run.tieOutId), sql`${sql.lit(run.runId)}::bigint`];
  await sql`drop table if exists held_now, open_now`.execute(trx);
  await sql`
    create temporary table held_now on commit drop as
    select m.line_key_hash, m.is_left, m.record_hash, m.record_key from match_members m where ${holds(run)}`.execute(
    trx,
  );
  await sql`analyze held_now`.execute(trx);
  await sql`
    create temporary table open_now on commit drop as ${openOf(run, 'left')} union all ${openOf(run, 'right')}`.execute(
    trx,
  );
  await sql`analyze open_now`.execute(trx);
  const same = sql`n.is_left = o.is_left and n.record_hash = o.record_hash and n.record_key = o.record_key`;
  await sql`
    update open_lines o set to_run = ${at}
    where o.tie_out_id = ${tieOut} and o.to_run is null and not exists (select from open_now n where ${same})`.execute(
    trx,
  );
  await sql`
    insert into open_lines (tie_out_id, is_left, record_hash, record_key, from_run)
    select ${tieOut}, n.is_left, n.record_hash, n.record_key, ${at} from open_now n
    where not exists (
      select from open_lines o where o.tie_out_id = ${tieOut} and o.to_run is null and ${same})
    order by n.is_left, n.record_hash`.execute(trx);
  await sql`update tie_outs set open_lines_run = ${at} where tie_out_id = ${tieOut}`.execute(trx);
}

/** Condition on matches or members `m`: they hold in the run. */
function holds({ tieOutId, runId }: RunOfTieOut): RawBuilder<unknown> {
  const at = sql`${sql.lit(runId)}::bigint`;
  return sql`m.tie_out_id = ${sql.lit(tieOutId)} and m.from_run <= ${at} and (m.to_run is null or m.to_run > ${at})`;
}

/**
 * The lines of one side that are in none of the run's matches. Each stands under the key of an exception: that finds them,
 * while it is the matches that say what is open, also of an exception that has been cleared and opened again since.
 */
function openOf(run: RunOfTieOut, side: SideName): RawBuilder<unknown> {
  const [tieOut, at] = [sql.lit(run.tieOutId), sql`${sql.lit(run.runId)}::bigint`];
  const isLeft = sql.lit(side === 'left');
  return sql`
    select ${isLeft} as is_left, l.record_hash, l.record_key from recon_lines l left join held_now h
      on h.line_key_hash = l.key_hash and h.is_left = ${isLeft} and h.record_hash = l.record_hash and h.record_key = l.record_key
    where ${inScope(run, side)} and h.record_key is null and l.key_hash in (
      select e.key_hash from exceptions e
      where e.tie_out_id = ${tieOut} and e.opened_run <= ${at} and (e.state = 'open' or e.cleared_run > ${at})
    ) and not exists (
      select from matches m where ${holds(run)} and m.pass = 1 and m.key_hash = l.key_hash and m.match_key = l.match_key
        and m.currency = l.currency
    )`;
}
