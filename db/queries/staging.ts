import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { type Dataset, LOGICAL_TYPES } from '#core/dataset/field.ts';
import type { Trx } from '../transaction.ts';

/**
 * The rows of one delivery as read, good and bad, before anything of it counts. It lives in the transaction, so nothing
 * of a delivery that fails is ever seen. Two kinds:
 * - `incoming`, a temporary table, for a delivery that is compared with what is known;
 * - for the first delivery of a stream, the stream's own partition in the making: nothing has to be compared or copied
 *   again, its index is built once over all rows, and where the server's wal_level is minimal nothing is logged twice.
 */
export interface Staging {
  table: string;
  kind: 'incoming' | 'partition';
}

const STAGED_COLUMNS = [
  'row_number',
  'line_number',
  'byte_start',
  'byte_end',
  'record_key',
  'row_hash',
  'problems',
  'attributes',
] as const;

export async function createIncoming(trx: Trx, dataset: Dataset): Promise<Staging> {
  await moreMemory(trx);
  await sql`create temporary table incoming (
    ${stagedColumns(dataset)},
    record_hash bigint generated always as (hashtextextended(record_key, 0)) stored
  ) on commit drop`.execute(trx);
  return { table: 'incoming', kind: 'incoming' };
}

/** The stream's partition with what a version needs beside the staged columns: all of it is version 1 of snapshot 1. */
export async function createPartition(trx: Trx, dataset: Dataset, streamId: number): Promise<Staging> {
  await moreMemory(trx);
  const table = partitionOf(dataset, streamId);
  await sql`create table ${sql.table(table)} (
    stream_id int not null default ${sql.lit(streamId)} check (stream_id = ${sql.lit(streamId)}),
    record_hash bigint generated always as (hashtextextended(record_key, 0)) stored,
    version int not null default 1,
    valid_from int not null default 1,
    valid_to int,
    ingestion_id bigint not null default 0,
    ${stagedColumns(dataset)}
  )`.execute(trx);
  return { table, kind: 'partition' };
}

/** The rows staged next are those of this file and ingestion. */
export async function stageFor(
  trx: Trx,
  staging: Staging,
  fileNo: number,
  ingestionId: string,
): Promise<void> {
  const table = sql.table(staging.table);
  await sql`alter table ${table} alter column file_no set default ${sql.lit(fileNo)}`.execute(trx);
  if (staging.kind === 'incoming') return;
  await sql`alter table ${table} alter column ingestion_id set default ${sql.lit(ingestionId)}::bigint`.execute(
    trx,
  );
}

/**
 * Builds the partition's key. Tells a repeated key by failing, which costs a clean delivery nothing.
 * @returns false when a key occurs twice; the partition is as before then
 */
export async function indexPartition(trx: Trx, staging: Staging): Promise<boolean> {
  await sql`savepoint before_index`.execute(trx);
  try {
    await sql`create unique index ${sql.ref(`${staging.table}_key`)} on ${sql.table(staging.table)}
      (stream_id, record_hash, record_key, version)`.execute(trx);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await sql`rollback to savepoint before_index`.execute(trx);
    return false;
  }
}

const UNIQUE_VIOLATION = '23505';

export async function removeRejected(trx: Trx, staging: Staging): Promise<void> {
  await sql`delete from ${sql.table(staging.table)} where problems is not null`.execute(trx);
}

/** Makes an indexed partition without bad rows part of the dataset. */
export async function attachPartition(
  trx: Trx,
  dataset: Dataset,
  streamId: number,
  staging: Staging,
): Promise<void> {
  const table = sql.table(staging.table);
  await sql`alter table ${table}
    alter column record_hash drop expression,
    alter column row_hash set not null,
    drop column file_no, drop column line_number, drop column problems,
    add primary key using index ${sql.ref(`${staging.table}_key`)}`.execute(trx);
  await sql`alter table ${sql.table(dataset.name)} attach partition ${table} for values in (${sql.lit(streamId)})`.execute(
    trx,
  );
  await dropOwnCopy(trx, staging);
  // What joins and ranges read; no plan depends on the other columns of a record.
  await sql`analyze ${table} (stream_id, record_hash, record_key, version, valid_from, valid_to)`.execute(
    trx,
  );
}

/** On a cluster, what was attached has gone to the shards; the coordinator keeps a copy of the rows that nobody can see. */
async function dropOwnCopy(trx: Trx, staging: Staging): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass('pg_dist_partition') is not null as found`.execute(trx);
  if (!rows[0]?.found) return;
  await sql`
    select truncate_local_data_after_distributing_table(logicalrelid) from pg_dist_partition
    where logicalrelid = ${sql.lit(staging.table)}::regclass`.execute(trx);
}

export async function clearStaging(trx: Trx, staging: Staging): Promise<void> {
  await sql`truncate ${sql.table(staging.table)}`.execute(trx);
}

/** @param rows chunks in COPY's text format, columns as STAGED_COLUMNS followed by the dataset's fields */
export async function copyIntoStaging(
  client: pg.PoolClient,
  dataset: Dataset,
  staging: Staging,
  rows: Readable,
): Promise<void> {
  const columns = [...STAGED_COLUMNS, ...dataset.fields.map((field) => field.name)].map(
    (name) => `"${name}"`,
  );
  const copy = client.query(copyStreams.from(`copy "${staging.table}" (${columns.join(', ')}) from stdin`));
  await pipeline(rows, copy);
}

export async function analyseStaging(trx: Trx, staging: Staging): Promise<void> {
  await sql`analyze ${sql.table(staging.table)} (record_hash, problems)`.execute(trx);
}

function stagedColumns(dataset: Dataset) {
  const fields = dataset.fields.map(
    (field) => sql`${sql.ref(field.name)} ${sql.raw(LOGICAL_TYPES[field.type].sql)}`,
  );
  return sql`
    file_no int not null,
    row_number bigint not null,
    line_number bigint,
    byte_start bigint not null,
    byte_end bigint not null,
    record_key text collate "C",
    row_hash uuid,
    problems jsonb,
    attributes jsonb,
    ${sql.join(fields)}`;
}

export function partitionOf(dataset: Dataset, streamId: number): string {
  return `${dataset.name}_s${streamId}`;
}

/** A delivery is sorted and compared as a whole: memory for that, in this transaction alone. */
async function moreMemory(trx: Trx): Promise<void> {
  await sql`set local work_mem = '256MB'`.execute(trx);
  await sql`set local maintenance_work_mem = '512MB'`.execute(trx);
}
