import { sql } from 'kysely';
import type { Db } from '../connection.ts';

/** One dataset of a source, as its newest snapshot left it. */
export interface StreamState {
  streamId: number;
  entity: string;
  source: string;
  dataset: string;
  snapshotNo: number;
  snapshotId: string;
  asOf: string;
  takenAt: string;
  /** When the source last said so; later than `takenAt` where it said the same again. */
  confirmedAt: string;
  rowCount: string;
  completeness: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
  quarantined: string;
}

export async function streamStates(
  db: Db,
  entities: readonly string[],
  source?: string,
): Promise<StreamState[]> {
  const { rows } = await sql<StreamState>`
    select st.stream_id as "streamId", st.entity, st.source, st.dataset, sn.snapshot_no as "snapshotNo",
           sn.snapshot_id as "snapshotId", sn.as_of as "asOf", sn.taken_at as "takenAt",
           sn.confirmed_at as "confirmedAt", sn.row_count as "rowCount", sn.completeness,
           sn.incomplete_reasons as "incompleteReasons",
           (select count(*) from quarantine q where q.entity = st.entity and q.source = st.source
              and q.stream_id = st.stream_id and q.state = 'open')::text as quarantined
      from streams st join snapshots sn on sn.stream_id = st.stream_id and sn.snapshot_no = st.last_snapshot
     where st.entity = any(${[...entities]}) and (${source ?? null}::text is null or st.source = ${source ?? null})
     order by st.source, st.dataset, st.entity`.execute(db);
  return rows;
}
