import { sql } from 'kysely';
import type { Dataset } from '#core/dataset/field.ts';
import { Failure } from '#core/failure/failure.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import type { Staging } from './staging.ts';

/** Count and sum of the control field, per currency; currency null: the dataset counts, but has no money. */
export interface ControlTotal {
  currency: string | null;
  field: string | null;
  count: number;
  sum: string | null;
}

export interface IncompleteReason {
  reason: 'quarantined_rows' | 'statement_not_proven' | 'record_key_unreadable';
  count?: number;
  account?: string;
  sequence?: string;
  currency?: string;
  difference?: string | null;
}

export interface Content {
  rowCount: number;
  controlTotals: ControlTotal[];
  contentHash: string;
}

function currencyOf(dataset: Dataset): { field: string; currency: string } | undefined {
  const control = dataset.fields.find((field) => field.name === dataset.controlField);
  return control?.currency ? { field: control.name, currency: control.currency } : undefined;
}

/** Of the good rows of a delivery, by file_no. */
export async function stagedTotals(
  trx: Trx,
  dataset: Dataset,
  staging: Staging,
  fileCount: number,
): Promise<ControlTotal[][]> {
  const totals: ControlTotal[][] = [];
  const table = sql.table(staging.table);
  for (let fileNo = 0; fileNo < fileCount; fileNo++) {
    const ofFile = fileCount === 1 ? sql`true` : sql`file_no = ${fileNo}`;
    totals.push(await controlTotals(trx, dataset, sql`from ${table} where problems is null and ${ofFile}`));
  }
  return totals;
}

async function controlTotals(
  trx: Trx,
  dataset: Dataset,
  from: ReturnType<typeof sql>,
): Promise<ControlTotal[]> {
  const control = currencyOf(dataset);
  if (!control) {
    const { rows } = await sql<{ count: string }>`select count(*) as count ${from}`.execute(trx);
    return [{ currency: null, field: null, count: Number(rows[0]?.count ?? 0), sum: null }];
  }
  const { rows } = await sql<{ currency: string | null; count: string; sum: string | null }>`
    select ${sql.ref(control.currency)} as currency, count(*) as count, sum(${sql.ref(control.field)}) as sum
    ${from} group by 1 order by 1`.execute(trx);
  return rows.map((row) => ({
    currency: row.currency,
    field: control.field,
    count: Number(row.count),
    sum: row.sum,
  }));
}

/**
 * What the newest snapshot of a stream holds.
 * @param known its control totals, where they are known already: the first delivery in one file is the snapshot
 */
export async function currentContent(
  trx: Trx,
  dataset: Dataset,
  streamId: number,
  known?: ControlTotal[],
): Promise<Content> {
  const from = sql`from ${sql.table(dataset.name)} where stream_id = ${sql.lit(streamId)} and valid_to is null`;
  const totals = known ?? (await controlTotals(trx, dataset, from));
  const rowCount = totals.reduce((sum, total) => sum + total.count, 0);
  if (rowCount > MAX_SNAPSHOT_ROWS) throw new SnapshotTooLarge(dataset.name, rowCount);
  return {
    rowCount,
    controlTotals: totals,
    contentHash: await contentHash(trx, from),
  };
}

/**
 * SHA-256 over the row hashes in their own order, which is not the order in which rows came. A row hash covers the key
 * and every field, and has 16 bytes: no two contents have the same bytes.
 */
async function contentHash(trx: Trx, from: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await sql<{ hash: string | null }>`
    select encode(sha256(string_agg(uuid_send(row_hash), ''::bytea order by row_hash)), 'hex') as hash
    ${from}`.execute(trx);
  return rows[0]?.hash ?? EMPTY_CONTENT;
}

/** PostgreSQL holds a value of up to 1 GB, which is 64 M row hashes. */
const MAX_SNAPSHOT_ROWS = 60_000_000;

export class SnapshotTooLarge extends Failure {
  readonly kind = 'rejected_input';
  constructor(
    readonly dataset: string,
    readonly rows: number,
  ) {
    super(
      `a snapshot of ${dataset} would have ${rows} records; ${MAX_SNAPSHOT_ROWS} is the most`,
      'Split the source, by company or year for example, into several.',
    );
  }
}

/** SHA-256 of nothing: the content hash of a snapshot without records. */
const EMPTY_CONTENT = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What a snapshot that was taken before holds, as it was recorded then. */
export async function recordedContent(trx: Trx, streamId: number, snapshotNo: number): Promise<Content> {
  const row = await trx
    .selectFrom('snapshots')
    .select(['row_count', 'control_totals', 'content_hash'])
    .where('stream_id', '=', streamId)
    .where('snapshot_no', '=', snapshotNo)
    .executeTakeFirstOrThrow();
  return {
    rowCount: Number(row.row_count),
    controlTotals: row.control_totals,
    contentHash: row.content_hash,
  };
}

export interface NewSnapshot extends Content {
  streamId: number;
  snapshotNo: number;
  entity: string;
  source: string;
  dataset: string;
  asOf: Date;
  takenAt: Date;
  openedCount: number;
  closedCount: number;
  incompleteReasons: IncompleteReason[];
  traceId: string;
}

/** @returns the snapshot's id */
export async function insertSnapshot(trx: Trx, snapshot: NewSnapshot): Promise<string> {
  const row = await trx
    .insertInto('snapshots')
    .values({
      stream_id: snapshot.streamId,
      snapshot_no: snapshot.snapshotNo,
      snapshot_id: sql<string>`gen_random_uuid()`,
      entity: snapshot.entity,
      source: snapshot.source,
      dataset: snapshot.dataset,
      as_of: snapshot.asOf,
      taken_at: snapshot.takenAt,
      confirmed_at: snapshot.takenAt,
      row_count: snapshot.rowCount,
      opened_count: snapshot.openedCount,
      closed_count: snapshot.closedCount,
      control_totals: JSON.stringify(snapshot.controlTotals),
      content_hash: snapshot.contentHash,
      completeness: snapshot.incompleteReasons.length === 0 ? 'complete' : 'incomplete',
      incomplete_reasons: JSON.stringify(snapshot.incompleteReasons),
      trace_id: snapshot.traceId,
    })
    .returning('snapshot_id')
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('streams')
    .set({ last_snapshot: snapshot.snapshotNo })
    .where('stream_id', '=', snapshot.streamId)
    .execute();
  return row.snapshot_id;
}

/** The source said the same again: the snapshot holds, as of now. Its completeness may have changed. */
export async function confirmSnapshot(
  trx: Trx,
  streamId: number,
  snapshotNo: number,
  at: { asOf: Date; confirmedAt: Date },
  reasons: IncompleteReason[],
): Promise<void> {
  await trx
    .updateTable('snapshots')
    .set({
      as_of: sql<string>`greatest(as_of, ${at.asOf})`,
      confirmed_at: at.confirmedAt,
      completeness: reasons.length === 0 ? 'complete' : 'incomplete',
      incomplete_reasons: JSON.stringify(reasons),
    })
    .where('stream_id', '=', streamId)
    .where('snapshot_no', '=', snapshotNo)
    .execute();
}

export async function latestSnapshot(
  db: Db | Trx,
  entity: string,
  source: string,
  dataset: string,
): Promise<
  | {
      streamId: number;
      snapshotNo: number;
      snapshotId: string;
      completeness: 'complete' | 'incomplete';
      incompleteReasons: IncompleteReason[];
      asOf: string;
      confirmedAt: string;
    }
  | undefined
> {
  const row = await db
    .selectFrom('snapshots')
    .selectAll()
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('dataset', '=', dataset)
    .orderBy('snapshot_no', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      streamId: row.stream_id,
      snapshotNo: row.snapshot_no,
      snapshotId: row.snapshot_id,
      completeness: row.completeness,
      incompleteReasons: row.incomplete_reasons,
      asOf: row.as_of,
      confirmedAt: row.confirmed_at,
    }
  );
}
