import { sql } from 'kysely';
import type { ExceptionEventKind } from '#core/exception/exception.ts';
import type { Db } from '../connection.ts';
import type { ExceptionRow } from './exception-page.ts';
import { type OpeningPin, openingOf } from './reconcile-opening.ts';

/** An exception by its id; undefined for an id that is none. */
export async function exceptionById(db: Db, exceptionId: string): Promise<ExceptionRow | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(exceptionId)) return undefined;
  return db.selectFrom('exceptions').selectAll().where('exception_id', '=', exceptionId).executeTakeFirst();
}

export interface ExceptionEvent {
  runId: string;
  kind: ExceptionEventKind;
  at: string;
  actor: string;
  /** What was and what is; a field that is null is left out. Amounts are decimal text. */
  fields: { before?: Record<string, string | number>; after?: Record<string, string | number> };
}

/** All that happened to an exception, newest first. */
export async function exceptionEvents(
  db: Db,
  of: Pick<ExceptionRow, 'exception_id' | 'key_hash'>,
): Promise<ExceptionEvent[]> {
  const { rows } = await sql<ExceptionEvent>`
    select run_id as "runId", kind, at, actor, fields from exception_events
     where exception_id = ${of.exception_id} and key_hash = ${of.key_hash} order by run_id desc`.execute(db);
  return rows;
}

/** One side as a run read it. */
export interface PinnedSide {
  projectionId: number;
  streamId: number;
  source: string;
  dataset: string;
  snapshotNo: number;
  /** Null where the side had no snapshot yet. */
  snapshotId: string | null;
}

/** The run whose lines an exception is shown with. */
export interface PinnedRun {
  runId: string;
  cutOff: string | null;
  /** Null where everything counted. */
  opening: OpeningPin | null;
  left: PinnedSide;
  right: PinnedSide;
}

/**
 * The newest run of the tie-out that found the exception: for an open one the last; for one that is cleared the run
 * before the one that cleared it. Undefined where there is none.
 */
export async function runShowing(
  db: Db,
  of: Pick<ExceptionRow, 'tie_out_id' | 'cleared_run'>,
): Promise<PinnedRun | undefined> {
  const side = (name: 'left' | 'right') => sql`json_build_object(
    'projectionId', ${sql.ref(`${name}_p.projection_id`)}, 'streamId', ${sql.ref(`${name}_p.stream_id`)},
    'source', ${sql.ref(`${name}_st.source`)}, 'dataset', ${sql.ref(`${name}_st.dataset`)},
    'snapshotNo', ${sql.ref(`r.${name}_snapshot`)}, 'snapshotId', ${sql.ref(`${name}_sn.snapshot_id`)})`;
  const { rows } = await sql<PinnedRun>`
    select r.run_id as "runId", r.cut_off as "cutOff", ${openingOf('r', 'o')} as opening, ${side('left')} as left, ${side('right')} as right
      from runs r left join runs o on o.run_id = r.opening_run
      join projections left_p on left_p.projection_id = r.left_projection
      join streams left_st on left_st.stream_id = left_p.stream_id
      left join snapshots left_sn on left_sn.stream_id = left_p.stream_id and left_sn.snapshot_no = r.left_snapshot
      join projections right_p on right_p.projection_id = r.right_projection
      join streams right_st on right_st.stream_id = right_p.stream_id
      left join snapshots right_sn on right_sn.stream_id = right_p.stream_id and right_sn.snapshot_no = r.right_snapshot
     where r.tie_out_id = ${of.tie_out_id} and (${of.cleared_run}::bigint is null or r.run_id < ${of.cleared_run}::bigint)
     order by r.run_id desc limit 1`.execute(db);
  return rows[0];
}

/** Rows of a dataset that wait in quarantine: what an exception lacks may be among them. */
export async function quarantinedRows(
  db: Db,
  of: { entity: string; source: string; dataset: string },
): Promise<string> {
  const { rows } = await sql<{ count: string }>`
    select count(*)::text as count from quarantine
     where entity = ${of.entity} and source = ${of.source} and dataset = ${of.dataset} and state = 'open'`.execute(
    db,
  );
  return rows[0]?.count ?? '0';
}
