import { sql } from 'kysely';
import { datasetNamed } from '#core/dataset/datasets.ts';
import type { Db } from '../connection.ts';
import { fieldsOf } from './exception-detail-sides.ts';

/** What names one version of a record. */
export interface RecordName {
  streamId: number;
  /** 64-bit integer as text. */
  recordHash: string;
  recordKey: string;
  version: number;
}

/** Where a version of a record stands in the file that it was read from. */
export interface RecordPlace {
  entity: string;
  file: string;
  sha256: string;
  rowNumber: string;
  byteStart: string;
  byteEnd: string;
  /** The contract by which it was read, as it was then; null where it was not kept. */
  contract: unknown;
  /** Canonical values as text. */
  fields: Record<string, string | null>;
  attributes: Record<string, string | null> | null;
}

export async function recordPlace(db: Db, name: RecordName): Promise<RecordPlace | undefined> {
  const stream = await db
    .selectFrom('streams')
    .select('dataset')
    .where('stream_id', '=', name.streamId)
    .executeTakeFirst();
  const dataset = stream && datasetNamed(stream.dataset);
  if (!dataset) return undefined;
  const { rows } = await sql<RecordPlace>`
    select raw.entity, raw.name as file, raw.sha256, d.row_number as "rowNumber", d.byte_start as "byteStart",
           d.byte_end as "byteEnd",
           (select min(c.body::text)::jsonb from definitions c where c.kind = 'contract' and c.hash = i.contract_hash) as contract,
           ${fieldsOf(dataset.fields)} as fields,
           (select jsonb_object_agg(key, value) from jsonb_each_text(d.attributes)) as attributes
      from ${sql.table(dataset.name)} d
      join ingestions i on i.ingestion_id = d.ingestion_id
      join raw_objects raw on raw.raw_id = i.raw_id
     where d.stream_id = ${name.streamId} and d.record_hash = ${name.recordHash}::bigint
       and d.record_key = ${name.recordKey} and d.version = ${name.version}`.execute(db);
  return rows[0];
}
