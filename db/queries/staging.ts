import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Dataset } from '#core/dataset/field.ts';
import { LOGICAL_TYPES } from '#core/dataset/field.ts';
import type { Trx } from '../transaction.ts';

/**
 * `incoming`: the rows of one delivery as read, good and bad, before anything of it counts. It lives in the session
 * (temporary, dropped at commit), so nothing of a delivery that fails is ever seen.
 */
export const STAGED_COLUMNS = [
  'file_no',
  'row_number',
  'line_number',
  'byte_start',
  'byte_end',
  'record_key',
  'row_hash',
  'problems',
  'attributes',
] as const;

export async function createIncoming(trx: Trx, dataset: Dataset): Promise<void> {
  const fields = dataset.fields.map(
    (field) => sql`${sql.ref(field.name)} ${sql.raw(LOGICAL_TYPES[field.type].sql)}`,
  );
  await sql`create temporary table incoming (
    file_no int not null,
    row_number bigint not null,
    line_number bigint not null,
    byte_start bigint not null,
    byte_end bigint not null,
    record_key text collate "C",
    row_hash uuid,
    problems jsonb,
    attributes jsonb,
    ${sql.join(fields)},
    record_hash bigint generated always as (hashtextextended(record_key, 0)) stored
  ) on commit drop`.execute(trx);
}

export async function clearIncoming(trx: Trx): Promise<void> {
  await sql`truncate incoming`.execute(trx);
}

/** @param rows chunks in COPY's text format, columns as STAGED_COLUMNS followed by the dataset's fields */
export async function copyIntoIncoming(
  client: pg.PoolClient,
  dataset: Dataset,
  rows: Readable,
): Promise<void> {
  const columns = [...STAGED_COLUMNS, ...dataset.fields.map((field) => field.name)].map(
    (name) => `"${name}"`,
  );
  const copy = client.query(copyStreams.from(`copy incoming (${columns.join(', ')}) from stdin`));
  await pipeline(rows, copy);
}

export async function analyseIncoming(trx: Trx): Promise<void> {
  await sql`analyze incoming (record_hash, problems)`.execute(trx);
}
