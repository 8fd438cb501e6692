import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../schema/database.ts';
import { type CarriedFrom, carriedOf } from './reconcile-opening.ts';

/** A past run with all that decided it. */
export interface PastRun {
  runId: string;
  reconciliationId: number;
  entity: string;
  name: string;
  period: string;
  finishedAt: string;
  resultHash: string;
  ruleHash: string;
  ruleVersion: number | null;
  /** The rules as they were stored; null where they were not kept. */
  rules: unknown;
  left: PastPin;
  right: PastPin;
  fxPins: Record<string, number>;
  /** Day of the run in the zone of the entity; null in runs older than the column. */
  asOfDay: string | null;
  manualOrder: string;
  /** The run whose open lines it carried forward; null where there was none. */
  carriedFrom: CarriedFrom | null;
}

export interface PastPin {
  streamId: number;
  source: string;
  dataset: string;
  snapshot: number;
}

const pastRuns = (chosen: RawBuilder<unknown>) => sql`
  select r.run_id as "runId", r.reconciliation_id as "reconciliationId", r.entity, r.name, r.period,
    r.finished_at as "finishedAt", r.result_hash as "resultHash", r.rule_hash as "ruleHash",
    r.rule_version as "ruleVersion", r.fx_pins as "fxPins", r.as_of_day as "asOfDay", r.manual_order as "manualOrder",
    (select body from definitions d where d.kind = 'reconciliation' and d.hash = r.rule_hash
      and d.name = r.entity || '/' || r.name) as rules,
    json_build_object('streamId', ls.stream_id, 'source', ls.source, 'dataset', ls.dataset,
      'snapshot', r.left_snapshot) as left,
    json_build_object('streamId', rs.stream_id, 'source', rs.source, 'dataset', rs.dataset,
      'snapshot', r.right_snapshot) as right,
    ${carriedOf('o')} as "carriedFrom"
  from (${chosen}) r left join runs o on o.run_id = r.opening_run
  join projections lp on lp.projection_id = r.left_projection join streams ls on ls.stream_id = lp.stream_id
  join projections rp on rp.projection_id = r.right_projection join streams rs on rs.stream_id = rp.stream_id`;

/**
 * The last runs of each tie-out of a reconciliation, newest first: `last` of each, those that read the same by the same
 * rules taken once.
 */
export async function lastPastRuns(
  db: Kysely<Database>,
  of: { entity: string; name: string; period: string | undefined; last: number },
): Promise<PastRun[]> {
  const { rows } = await sql<PastRun>`
    ${pastRuns(sql`
      select * from (
        select d.*, row_number() over (partition by tie_out_id order by run_id desc) as back from (
          select distinct on (tie_out_id, rule_hash, left_projection, left_snapshot, right_projection, right_snapshot,
              fx_pins, manual_order, opening_run) *
          from runs where entity = ${of.entity} and name = ${of.name}
            and (${of.period ?? null}::text is null or period = ${of.period ?? null}::text)
          order by tie_out_id, rule_hash, left_projection, left_snapshot, right_projection, right_snapshot, fx_pins,
            manual_order, opening_run, run_id desc
        ) d
      ) numbered where back <= ${of.last}`)} order by r.run_id desc`.execute(db);
  return rows;
}

export async function pastRun(db: Kysely<Database>, runId: string): Promise<PastRun | undefined> {
  const { rows } =
    await sql<PastRun>`${pastRuns(sql`select * from runs where run_id = ${runId}::bigint`)}`.execute(db);
  return rows[0];
}
