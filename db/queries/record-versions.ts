import { sql } from 'kysely';
import type { Dataset } from '#core/dataset/field.ts';
import type { Trx } from '../transaction.ts';
import type { Staging } from './staging.ts';

export interface MergeTarget {
  dataset: Dataset;
  streamId: number;
  /** The snapshot in which the changes first show. */
  snapshotNo: number;
  /** Ingestion of each file of the delivery; index = file_no. */
  ingestionIds: readonly string[];
}

export interface FileCounts {
  accepted: number;
  unchanged: number;
  quarantined: number;
}

export interface MergeResult {
  /** By file_no. */
  files: FileCounts[];
  /** Versions that appear in the snapshot. */
  opened: number;
  /** Versions that it no longer shows: superseded or absent. */
  closed: number;
}

/**
 * The n-th row of a file with the same other key parts gets the key `...|n`. The mapper has written `...|1` for all;
 * only keys that occur more than once are numbered here, in file order.
 */
export async function numberOccurrences(trx: Trx, staging: Staging): Promise<void> {
  await sql`
    with repeated as (
      select record_hash, record_key from ${sql.table(staging.table)} where record_key is not null
      group by record_hash, record_key having count(*) > 1
    ), numbered as (
      select i.ctid as place,
             row_number() over (partition by i.record_key order by i.file_no, i.row_number) as occurrence
      from ${sql.table(staging.table)} i join repeated r on r.record_hash = i.record_hash and r.record_key = i.record_key
    )
    update ${sql.table(staging.table)} i set record_key = left(i.record_key, -1) || n.occurrence
    from numbered n where i.ctid = n.place and n.occurrence > 1`.execute(trx);
}

/**
 * A key that a delivery shows twice: rows that are identical count once, the others are quarantined; rows that differ
 * are all quarantined, because nothing says which of them is right.
 */
export async function quarantineRepeatedKeys(trx: Trx, staging: Staging): Promise<void> {
  await sql`
    with suspects as (
      select record_hash from ${sql.table(staging.table)} where problems is null group by record_hash having count(*) > 1
    ), repeated as (
      select record_hash, record_key, min(row_hash::text) <> max(row_hash::text) as differ,
             min((file_no, row_number)) as first_place, count(*) as occurrences
      from ${sql.table(staging.table)} join suspects using (record_hash) where problems is null
      group by record_hash, record_key having count(*) > 1
    )
    update ${sql.table(staging.table)} i
    set problems = jsonb_build_array(jsonb_build_object(
      'field', null, 'column', null, 'value', i.record_key,
      'rule', case when r.differ then 'duplicate_key' else 'duplicate_row' end,
      'expected', 'a key once in a delivery; this one occurs ' || r.occurrences || ' times'))
    from repeated r
    where i.record_hash = r.record_hash and i.record_key = r.record_key and i.problems is null
      and (r.differ or (i.file_no, i.row_number) <> r.first_place)`.execute(trx);
}

/** Stores what changed of `incoming` as new versions and closes what they replace. */
export async function mergeIncoming(trx: Trx, target: MergeTarget): Promise<MergeResult> {
  await findChanges(trx, target);
  const closed = await closeReplaced(trx, target);
  const opened = await openVersions(trx, target);
  return { files: await countChanged(trx, target), opened, closed };
}

/** The first delivery of a stream: all that is good is new. */
export async function countFirstLoad(trx: Trx, staging: Staging, fileCount: number): Promise<FileCounts[]> {
  const rows = await countStaged(trx, staging);
  return Array.from({ length: fileCount }, (_, fileNo) => {
    const row = rows.find((candidate) => candidate.file_no === fileNo);
    return { accepted: Number(row?.good ?? 0), unchanged: 0, quarantined: Number(row?.bad ?? 0) };
  });
}

async function findChanges(trx: Trx, target: MergeTarget): Promise<void> {
  await sql`drop table if exists changed`.execute(trx);
  await sql`
    create temporary table changed on commit drop as
    select i.file_no, i.row_number, i.record_hash, i.record_key, c.version as old_version
    from incoming i
    left join ${sql.table(target.dataset.name)} c
      on c.stream_id = ${sql.lit(target.streamId)} and c.record_hash = i.record_hash
      and c.record_key = i.record_key and c.valid_to is null
    where i.problems is null and c.row_hash is distinct from i.row_hash`.execute(trx);
  await sql`analyze changed`.execute(trx);
  // A record that comes back goes on counting its versions.
  await sql`drop table if exists former`.execute(trx);
  await sql`
    create temporary table former on commit drop as
    select p.record_hash, p.record_key, max(p.version) as version
    from ${sql.table(target.dataset.name)} p
    join changed n on n.old_version is null and n.record_hash = p.record_hash and n.record_key = p.record_key
    where p.stream_id = ${sql.lit(target.streamId)} group by p.record_hash, p.record_key`.execute(trx);
  await sql`analyze former`.execute(trx);
}

async function closeReplaced(trx: Trx, target: MergeTarget): Promise<number> {
  const result = await sql`
    update ${sql.table(target.dataset.name)} c set valid_to = ${target.snapshotNo}
    from changed n
    where c.stream_id = ${target.streamId} and c.record_hash = n.record_hash and c.record_key = n.record_key
      and c.version = n.old_version`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * For a full delivery: a record that it does not show is gone. A quarantined row still shows its record; one whose key
 * cannot be read may be any record, so then nothing is closed.
 */
export async function closeAbsent(trx: Trx, target: MergeTarget): Promise<number> {
  const unreadable = await sql<{ found: boolean }>`
    select exists (select 1 from incoming where record_key is null) as found`.execute(trx);
  if (unreadable.rows[0]?.found) return 0;
  await sql`drop table if exists absent`.execute(trx);
  await sql`
    create temporary table absent on commit drop as
    select c.record_hash, c.record_key, c.version from ${sql.table(target.dataset.name)} c
    left join incoming i on i.record_hash = c.record_hash and i.record_key = c.record_key
    where c.stream_id = ${sql.lit(target.streamId)} and c.valid_to is null and c.valid_from < ${sql.lit(target.snapshotNo)}
      and i.record_hash is null`.execute(trx);
  await sql`analyze absent`.execute(trx);
  const result = await sql`
    update ${sql.table(target.dataset.name)} c set valid_to = ${target.snapshotNo} from absent a
    where c.stream_id = ${target.streamId} and c.record_hash = a.record_hash and c.record_key = a.record_key
      and c.version = a.version`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

async function openVersions(trx: Trx, target: MergeTarget): Promise<number> {
  const table = sql.table(target.dataset.name);
  const fields = target.dataset.fields.map((field) => field.name);
  const names = sql.join(fields.map((name) => sql.ref(name)));
  const values = sql.join(fields.map((name) => sql.ref(`i.${name}`)));
  const result = await sql`
    insert into ${table} (stream_id, record_hash, record_key, version, valid_from, row_hash, ingestion_id,
      row_number, byte_start, byte_end, attributes, ${names})
    select ${sql.lit(target.streamId)}, i.record_hash, i.record_key, coalesce(n.old_version, f.version, 0) + 1, ${sql.lit(target.snapshotNo)},
      i.row_hash, (${sql.lit(`{${target.ingestionIds.join(',')}}`)}::bigint[])[i.file_no + 1],
      i.row_number, i.byte_start, i.byte_end, i.attributes, ${values}
    from incoming i join changed n on n.file_no = i.file_no and n.row_number = i.row_number
    left join former f on n.old_version is null and f.record_hash = n.record_hash and f.record_key = n.record_key
    where i.problems is null
    order by i.record_hash`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

async function countChanged(trx: Trx, target: MergeTarget): Promise<FileCounts[]> {
  const rows = await countStaged(trx, { table: 'incoming', kind: 'incoming' });
  const changes = await sql<{ file_no: number; changed: string }>`
    select file_no, count(*) as changed from changed group by file_no`.execute(trx);
  return target.ingestionIds.map((_, fileNo) => {
    const row = rows.find((candidate) => candidate.file_no === fileNo);
    const good = Number(row?.good ?? 0);
    const accepted = Number(changes.rows.find((candidate) => candidate.file_no === fileNo)?.changed ?? 0);
    return { accepted, unchanged: good - accepted, quarantined: Number(row?.bad ?? 0) };
  });
}

async function countStaged(
  trx: Trx,
  staging: Staging,
): Promise<{ file_no: number; good: string; bad: string }[]> {
  const { rows } = await sql<{ file_no: number; good: string; bad: string }>`
    select file_no, count(*) - count(problems) as good, count(problems) as bad
    from ${sql.table(staging.table)} group by file_no`.execute(trx);
  return rows;
}
