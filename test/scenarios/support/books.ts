import { datasetNamed } from '#core/dataset/datasets.ts';
import { LOGICAL_TYPES } from '#core/dataset/field.ts';
import type { Connection } from '#db/connection.ts';
import type { ScenarioRecord } from './scenario.ts';

/** Where the records of one side lie. */
export interface Stream {
  entity: string;
  source: string;
  dataset: string;
}

/** Puts the records in place as the next snapshot of the stream, by plain SQL: ingest is not under test. */
export async function takeSnapshot(
  { pool }: Connection,
  { entity, source, dataset }: Stream,
  records: readonly ScenarioRecord[],
  at: string,
): Promise<void> {
  const fields = datasetNamed(dataset)?.fields ?? [];
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into entities values ($1, 'Acme', 'EUR', 'Europe/Berlin') on conflict do nothing`,
      [entity],
    );
    const stream = await client.query(
      `insert into streams (entity, source, dataset, last_snapshot) values ($1, $2, $3, 1)
       on conflict (entity, source, dataset) do update set last_snapshot = streams.last_snapshot + 1
       returning stream_id, last_snapshot`,
      [entity, source, dataset],
    );
    const { stream_id: streamId, last_snapshot: snapshot } = stream.rows[0];
    await client.query(
      `create temporary table said on commit drop as
       select r->>'recordKey' as record_key, hashtextextended(r->>'recordKey', 0) as record_hash, md5(r::text)::uuid as row_hash,
         r->'fields' as f, r->'attributes' as attributes from jsonb_array_elements($1::jsonb) r`,
      [JSON.stringify(records)],
    );
    await client.query(
      `update ${dataset} d set valid_to = $2 where stream_id = $1 and valid_to is null and not exists (
         select from said s where s.record_key = d.record_key and s.row_hash = d.row_hash)`,
      [streamId, snapshot],
    );
    await client.query(
      `insert into ${dataset} (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number,
         byte_start, byte_end, attributes, ${fields.map(({ name }) => name).join(', ')})
       select $1, s.record_hash, s.record_key,
         coalesce((select max(version) from ${dataset} d where d.stream_id = $1 and d.record_key = s.record_key), 0) + 1,
         $2, s.row_hash, 1, 1, 0, 1, s.attributes,
         ${fields.map(({ name, type }) => `(s.f->>'${name}')::${LOGICAL_TYPES[type].sql}`).join(', ')}
       from said s where not exists (
         select from ${dataset} d where d.stream_id = $1 and d.record_key = s.record_key and d.valid_to is null)`,
      [streamId, snapshot],
    );
    await client.query(
      `insert into snapshots (stream_id, snapshot_no, snapshot_id, entity, source, dataset, as_of, taken_at, confirmed_at,
         row_count, opened_count, closed_count, control_totals, content_hash, completeness, trace_id)
       values ($1, $2, gen_random_uuid(), $3, $4, $5, $6, $6, $6, $7, 0, 0, '[]', '', 'complete', gen_random_uuid())`,
      [streamId, snapshot, entity, source, dataset, at, records.length],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
