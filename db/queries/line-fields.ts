import { sql } from 'kysely';
import { sideDataset } from '#core/reconcile/side-field.ts';
import type { Db } from '../connection.ts';
import { fieldsOf } from './exception-detail-sides.ts';

export interface LineName {
  recordHash: string;
  recordKey: string;
  version: number;
}

/** Fields of the dataset as text, nulls too; instants as ISO 8601 UTC. */
export type LineFields = Record<string, string | null>;

/** The records of lines as the versions that the lines stand for, by `lineName`. */
export async function lineFields(
  db: Db,
  of: { streamId: number; dataset: string; lines: readonly LineName[] },
): Promise<Map<string, LineFields>> {
  if (of.lines.length === 0) return new Map();
  const dataset = sideDataset(of.dataset);
  const { rows } = await sql<LineName & { fields: LineFields }>`
    select d.record_hash as "recordHash", d.record_key as "recordKey", d.version, ${fieldsOf(dataset.fields)} as fields
    from unnest(${of.lines.map((l) => l.recordHash)}::bigint[], ${of.lines.map((l) => l.recordKey)}::text[],
      ${of.lines.map((l) => l.version)}::int[]) as n (record_hash, record_key, version)
    join ${sql.table(dataset.name)} d on d.stream_id = ${of.streamId} and d.record_hash = n.record_hash
      and d.record_key = n.record_key and d.version = n.version`.execute(db);
  return new Map(rows.map(({ fields, ...line }) => [lineName(line), fields]));
}

export const lineName = ({ recordKey, version }: Pick<LineName, 'recordKey' | 'version'>): string =>
  `${version} ${recordKey}`;

/** What each side of a run was read from; undefined for a run that is not known. */
export async function streamsOfRun(
  db: Db,
  runId: string,
): Promise<Record<'left' | 'right', { streamId: number; dataset: string }> | undefined> {
  const side = (name: 'left' | 'right') => sql`json_build_object(
    'streamId', ${sql.ref(`${name}_st.stream_id`)}, 'dataset', ${sql.ref(`${name}_st.dataset`)})`;
  const { rows } = await sql<Record<'left' | 'right', { streamId: number; dataset: string }>>`
    select ${side('left')} as left, ${side('right')} as right from runs r
    join projections left_p on left_p.projection_id = r.left_projection
    join streams left_st on left_st.stream_id = left_p.stream_id
    join projections right_p on right_p.projection_id = r.right_projection
    join streams right_st on right_st.stream_id = right_p.stream_id
    where r.run_id = ${runId}::bigint`.execute(db);
  return rows[0];
}
