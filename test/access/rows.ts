import type { RecordName } from '#db/queries/exception-detail-place.ts';
import type { Context } from '#workflows/context.ts';
import { enqueuePull } from '#workflows/enqueue-job.ts';
import { createToken } from '#workflows/manage-tokens.ts';
import { actorWith } from './context.ts';

/* Rows of the entity acme that somebody may ask for: each call makes one and gives what names it. */

export async function aJob(context: Context): Promise<{ jobId: string }> {
  const { jobId } = await enqueuePull(context, actorWith('admin'), { source: 'bank' });
  if (jobId === undefined) throw new Error('no job was made');
  return { jobId };
}

export async function aToken(context: Context): Promise<{ name: string }> {
  const name = `token-${context.newTraceId()}`;
  await createToken(context, actorWith('admin'), {
    name,
    entity: 'acme',
    scopes: ['book.read'],
    expiresAt: null,
  });
  return { name };
}

export async function aPublication(context: Context): Promise<{ publicationId: string; file: string }> {
  const publicationId = context.newTraceId();
  await context.connection.pool.query(
    `insert into publications (publication_id, export_name, schema_version, entity, period, rows, manifest, folder,
       published_at, published_by, trace_id)
     values ($1, 'exceptions', '1.0.0', 'acme', '', 0, '{"files": []}', 'exports/nowhere', now(), 'test', $1)`,
    [publicationId],
  );
  return { publicationId, file: 'manifest.json' };
}

export async function aQuarantinedRow(context: Context): Promise<{ quarantineId: string }> {
  const traceId = context.newTraceId();
  const { rows } = await context.connection.pool.query(
    `with stream as (
       insert into streams (entity, source, dataset) values ('acme', 'bank', 'payments')
       on conflict (entity, source, dataset) do update set dataset = excluded.dataset returning stream_id
     ), raw as (
       insert into raw_objects (entity, source, sha256, name, size_bytes, received_at, received_by)
       values ('acme', 'bank', encode(sha256($1::text::bytea), 'hex'), $1::text, 10, now(), 'test') returning raw_id
     ), ingestion as (
       insert into ingestions (entity, source, dataset, stream_id, contract, contract_version, contract_hash, raw_id,
         trace_id, status, snapshot_no, rows_read, rows_accepted, rows_unchanged, rows_quarantined, control_totals,
         started_at, finished_at, actor)
       select 'acme', 'bank', 'payments', stream_id, 'bank.payments', 1, 'hash', raw_id, $1::text::uuid, 'partial', 1,
              1, 0, 0, 1, '{}', now(), now(), 'test' from stream, raw returning ingestion_id
     )
     insert into quarantine (entity, source, dataset, stream_id, ingestion_id, raw_id, contract, contract_version,
       row_number, byte_start, byte_end, problems, opened_at)
     select 'acme', 'bank', 'payments', stream_id, ingestion_id, raw_id, 'bank.payments', 1, 1, 0, 10, '[]', now()
       from stream, raw, ingestion returning quarantine_id`,
    [traceId],
  );
  return { quarantineId: rows[0].quarantine_id };
}

/** An exception of a reconciliation that has not run. */
export async function anException(context: Context): Promise<{ exception: string }> {
  const exception = context.newTraceId();
  await context.connection.pool.query(
    `insert into exceptions (exception_id, key_hash, tie_out_id, entity, reconciliation, period, match_key, currency, type,
       state, severity, rule, left_count, left_amount, left_currency, right_count, difference, absolute_difference,
       opened_run, opened_at, changed_run)
     values ($1, 1, 0, 'acme', 'bank-to-ledger', '', 'P-1', 'EUR', 'missing_right', 'open', 'normal', 'by-reference', 1, 10,
       'EUR', 0, 10, 10, 1, now(), 1)`,
    [exception],
  );
  return { exception };
}

/** A record of the first stream, always the same one. */
export async function aRecord(context: Context): Promise<RecordName> {
  await aQuarantinedRow(context);
  const { rows } = await context.connection.pool.query(
    `insert into payments (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id, row_number,
       byte_start, byte_end)
     select stream_id, 7, 'P-1', 1, 1, gen_random_uuid(), ingestion_id, 1, 0, 10 from ingestions
      where entity = 'acme' order by ingestion_id limit 1
     on conflict (stream_id, record_hash, record_key, version) do update set row_number = 1 returning stream_id`,
  );
  return { streamId: rows[0].stream_id, recordHash: '7', recordKey: 'P-1', version: 1 };
}
