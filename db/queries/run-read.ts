import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface RunLine {
  runId: string;
  entity: string;
  name: string;
  period: string;
  status: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
  matchCount: string;
  exceptionCount: string;
  openedCount: string;
  clearedCount: string;
  reopenedCount: string;
  startedAt: string;
  finishedAt: string;
  actor: string;
}

const LINE = sql`run_id as "runId", entity, name, period, status, incomplete_reasons as "incompleteReasons",
  match_count as "matchCount", exception_count as "exceptionCount", opened_count as "openedCount",
  cleared_count as "clearedCount", reopened_count as "reopenedCount", started_at as "startedAt",
  finished_at as "finishedAt", actor`;

/** Runs of one reconciliation and period, newest first; `before` is the last run of the page before. */
export async function runsOf(
  db: Db,
  of: { entity: string; name: string; period: string; before?: string | undefined; limit: number },
): Promise<RunLine[]> {
  const { rows } = await sql<RunLine>`
    select ${LINE} from runs
     where tie_out_id = (select tie_out_id from tie_outs
                          where entity = ${of.entity} and name = ${of.name} and period = ${of.period})
       and (${of.before ?? null}::bigint is null or run_id < ${of.before ?? null}::bigint)
     order by runs.run_id desc limit ${of.limit}`.execute(db);
  return rows;
}

/** A pinned input of a run. */
export interface RunPin {
  side: 'left' | 'right';
  source: string;
  dataset: string;
  snapshotNo: number;
  /** Null where the side had no snapshot yet. */
  snapshotId: string | null;
  asOf: string | null;
  rowCount: string | null;
  contentHash: string | null;
}

export interface PassCount {
  pass: number;
  name: string;
  matches: number;
  leftLines: number;
  rightLines: number;
}

export interface RunDetail extends RunLine {
  cutOff: string | null;
  ruleHash: string;
  resultHash: string;
  passCounts: PassCount[];
  traceId: string;
  pins: RunPin[];
  /** SHA-256 of the matches by hand that it applied; null where there were none. */
  manualHash: string | null;
  /** Snapshot of each source of rates that it read. */
  fxPins: Record<string, number>;
  /** Its day in the zone of the entity; null in old runs. */
  asOfDay: string | null;
  /** The rules as they were; null where they were not kept. */
  rules: unknown;
  /** Newer runs of the same reconciliation and period. */
  isLatest: boolean;
}

export async function runById(db: Db, runId: string): Promise<RunDetail | undefined> {
  const { rows } = await sql<Omit<RunDetail, 'pins'>>`
    select ${LINE}, cut_off as "cutOff", rule_hash as "ruleHash", result_hash as "resultHash",
           pass_counts as "passCounts", trace_id as "traceId",
           manual_hash as "manualHash", fx_pins as "fxPins", as_of_day as "asOfDay",
           (select body from definitions d where d.kind = 'reconciliation' and d.hash = runs.rule_hash
             and d.name in (runs.entity || '/' || runs.name, runs.name) limit 1) as rules,
           (select last_run from tie_outs t where t.tie_out_id = runs.tie_out_id) = run_id as "isLatest"
      from runs where run_id = ${runId}`.execute(db);
  const [run] = rows;
  return run && { ...run, pins: await pinsOf(db, runId) };
}

async function pinsOf(db: Db, runId: string): Promise<RunPin[]> {
  const { rows } = await sql<RunPin>`
    select p.side, st.source, st.dataset,
           case p.side when 'left' then r.left_snapshot else r.right_snapshot end as "snapshotNo",
           sn.snapshot_id as "snapshotId", sn.as_of as "asOf", sn.row_count as "rowCount",
           sn.content_hash as "contentHash"
      from runs r
      join projections p on p.projection_id in (r.left_projection, r.right_projection)
      join streams st on st.stream_id = p.stream_id
      left join snapshots sn on sn.stream_id = p.stream_id
       and sn.snapshot_no = case p.side when 'left' then r.left_snapshot else r.right_snapshot end
     where r.run_id = ${runId} order by p.side`.execute(db);
  return rows;
}

/** Conservation of one side in one currency. */
export interface RunTotals {
  side: 'left' | 'right';
  currency: string;
  lineCount: string;
  total: string;
  matchedCount: string;
  matched: string;
  unmatchedCount: string;
  unmatched: string;
  explained: string;
  /** matched + unmatched - total, computed anew from what is stored. */
  remainder: string;
}

export async function runTotals(db: Db, runId: string): Promise<RunTotals[]> {
  const { rows } = await sql<RunTotals>`
    select side, currency, line_count as "lineCount", total, matched_count as "matchedCount", matched,
           unmatched_count as "unmatchedCount", unmatched, explained, matched + unmatched - total as remainder
      from run_totals where run_id = ${runId} order by currency, side`.execute(db);
  return rows;
}

/** Open exceptions of a reconciliation and period by type. */
export async function openByType(
  db: Db,
  of: { entity: string; name: string; period: string },
): Promise<{ type: string; currency: string; count: string; difference: string }[]> {
  const { rows } = await sql<{ type: string; currency: string; count: string; difference: string }>`
    select type, currency, sum(exception_count)::text as count, sum(difference) as difference
      from exception_rollups
     where entity = ${of.entity} and reconciliation = ${of.name} and period = ${of.period} and state = 'open'
       and exception_count > 0
     group by type, currency order by sum(exception_count) desc, type, currency`.execute(db);
  return rows;
}
