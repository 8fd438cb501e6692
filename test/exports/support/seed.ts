import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Rows as ingest and reconcile would have left them, put in directly: these tests are about what is published. */
export const ENTITY = 'acme';
const AT = '2026-02-01T08:00:00.000001Z';

export type Row = Record<string, string | number | boolean | null>;

export async function seedEntity(pool: pg.Pool, entity = ENTITY): Promise<void> {
  await pool.query(
    `insert into entities (entity, name, base_currency, zone) values ($1, 'Acme', 'EUR', 'Europe/Berlin')
     on conflict do nothing`,
    [entity],
  );
}

export interface SeededStream {
  streamId: number;
  ingestionId: string;
}

/** A stream with one snapshot that holds the records. */
export async function seedStream(
  pool: pg.Pool,
  request: {
    source: string;
    dataset: string;
    records: readonly Row[];
    completeness?: 'complete' | 'incomplete';
    entity?: string;
  },
): Promise<SeededStream> {
  const { source, dataset, records, completeness = 'complete', entity = ENTITY } = request;
  await seedEntity(pool, entity);
  const one = async (text: string, values: unknown[]) =>
    Object.values((await pool.query(text, values)).rows[0])[0];
  const streamId = (await one(
    'insert into streams (entity, source, dataset, last_snapshot) values ($1, $2, $3, 1) returning stream_id',
    [entity, source, dataset],
  )) as number;
  const rawId = await one(
    `insert into raw_objects (entity, source, sha256, name, size_bytes, received_at, received_by)
     values ($1, $2, repeat('ab', 32), $3, 1, $4, 'test') returning raw_id`,
    [entity, source, `${dataset}.csv`, AT],
  );
  const ingestionId = (await one(
    `insert into ingestions (entity, source, dataset, stream_id, contract, contract_version, contract_hash, raw_id,
       trace_id, status, snapshot_no, rows_read, rows_accepted, rows_unchanged, rows_quarantined, control_totals,
       started_at, finished_at, actor)
     values ($1, $2, $3, $4, 'c', 1, 'h', $5, $6, 'accepted', 1, $7, $7, 0, 0, '[]', $8, $8, 'test')
     returning ingestion_id`,
    [entity, source, dataset, streamId, rawId, '00000000-0000-4000-8000-000000000001', records.length, AT],
  )) as string;
  await seedRecords(pool, dataset, { streamId, ingestionId }, records);
  await seedSnapshot(pool, { entity, source, dataset, streamId, no: 1, rows: records.length, completeness });
  return { streamId, ingestionId };
}

export async function seedSnapshot(
  pool: pg.Pool,
  snapshot: {
    entity?: string;
    source: string;
    dataset: string;
    streamId: number;
    no: number;
    rows: number;
    completeness?: 'complete' | 'incomplete';
  },
): Promise<void> {
  const { entity = ENTITY, source, dataset, streamId, no, rows, completeness = 'complete' } = snapshot;
  const reasons = completeness === 'complete' ? [] : [{ reason: 'quarantined_rows', count: 3 }];
  await pool.query(
    `insert into snapshots (stream_id, snapshot_no, snapshot_id, entity, source, dataset, as_of, taken_at,
       confirmed_at, row_count, opened_count, closed_count, control_totals, content_hash, completeness,
       incomplete_reasons, trace_id)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $8, 0, '[]', 'content', $9, $10, $3)`,
    [streamId, no, randomUUID(), entity, source, dataset, AT, rows, completeness, JSON.stringify(reasons)],
  );
  await pool.query('update streams set last_snapshot = $2 where stream_id = $1', [streamId, no]);
}

/** `record_key` names the record; `version`, `valid_from` and `valid_to` may be given. */
export async function seedRecords(
  pool: pg.Pool,
  dataset: string,
  { streamId, ingestionId }: SeededStream,
  records: readonly Row[],
): Promise<void> {
  for (const [i, record] of records.entries()) {
    const values: Row = {
      version: 1,
      valid_from: 1,
      row_number: i + 1,
      byte_start: 0,
      byte_end: 0,
      ...record,
      stream_id: streamId,
      ingestion_id: ingestionId,
      row_hash: randomUUID(),
    };
    const names = Object.keys(values);
    await pool.query(
      `insert into ${dataset} (record_hash, ${names.map((name) => `"${name}"`).join(', ')})
       values (hashtextextended($${names.indexOf('record_key') + 1}, 0), ${names.map((_, k) => `$${k + 1}`).join(', ')})`,
      names.map((name) => values[name]),
    );
  }
}
