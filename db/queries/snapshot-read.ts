import { sql } from 'kysely';
import type { Db } from '../connection.ts';

export interface ControlTotal {
  currency: string | null;
  field: string | null;
  count: number;
  sum: string | null;
}

export interface SnapshotLine {
  snapshotId: string;
  streamId: number;
  snapshotNo: number;
  entity: string;
  source: string;
  dataset: string;
  asOf: string;
  takenAt: string;
  confirmedAt: string;
  rowCount: string;
  openedCount: string;
  closedCount: string;
  controlTotals: ControlTotal[];
  completeness: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
}

const LINE = sql`snapshot_id as "snapshotId", sn.stream_id as "streamId", sn.snapshot_no as "snapshotNo", sn.entity,
  sn.source, sn.dataset, as_of as "asOf", taken_at as "takenAt", confirmed_at as "confirmedAt",
  row_count as "rowCount", opened_count as "openedCount", closed_count as "closedCount",
  control_totals as "controlTotals", completeness, incomplete_reasons as "incompleteReasons"`;

export interface SnapshotFilter {
  entities: readonly string[];
  source?: string | undefined;
  dataset?: string | undefined;
  completeness?: string | undefined;
  /** The last snapshot of the page before: instant and id. */
  before?: { takenAt: string; snapshotId: string } | undefined;
  limit: number;
}

/** Newest first. */
export async function snapshotPage(db: Db, filter: SnapshotFilter): Promise<SnapshotLine[]> {
  const { before } = filter;
  const conditions = [
    sql`sn.entity = any(${[...filter.entities]})`,
    ...(filter.source ? [sql`sn.source = ${filter.source}`] : []),
    ...(filter.dataset ? [sql`sn.dataset = ${filter.dataset}`] : []),
    ...(filter.completeness ? [sql`sn.completeness = ${filter.completeness}`] : []),
    ...(before
      ? [sql`(sn.taken_at, sn.snapshot_id) < (${before.takenAt}::timestamptz, ${before.snapshotId}::uuid)`]
      : []),
  ];
  const { rows } = await sql<SnapshotLine>`
    select ${LINE} from snapshots sn where ${sql.join(conditions, sql` and `)}
     order by sn.taken_at desc, sn.snapshot_id desc limit ${filter.limit}`.execute(db);
  return rows;
}

export interface SnapshotDetail extends SnapshotLine {
  contentHash: string;
  traceId: string;
  latestNo: number;
  previousId: string | null;
  nextId: string | null;
}

export async function snapshotById(db: Db, snapshotId: string): Promise<SnapshotDetail | undefined> {
  const { rows } = await sql<SnapshotDetail>`
    select ${LINE}, content_hash as "contentHash", trace_id as "traceId", st.last_snapshot as "latestNo",
           (select p.snapshot_id from snapshots p where p.stream_id = sn.stream_id
             and p.snapshot_no = sn.snapshot_no - 1) as "previousId",
           (select n.snapshot_id from snapshots n where n.stream_id = sn.stream_id
             and n.snapshot_no = sn.snapshot_no + 1) as "nextId"
      from snapshots sn join streams st using (stream_id)
     where snapshot_id = ${snapshotId}::uuid`.execute(db);
  return rows[0];
}

/** opening + entries = closing, as the reader found it. */
export interface StatementProof {
  account: string;
  sequence: string;
  currency: string;
  opening: string;
  closing: string;
  entriesTotal: string;
  entryCount: number;
  difference: string | null;
  proven: boolean;
}

/** One file as it was taken in. */
export interface IngestionLine {
  ingestionId: string;
  source: string;
  dataset: string;
  contract: string;
  contractVersion: number;
  contractHash: string;
  status: 'accepted' | 'unchanged' | 'partial';
  snapshotNo: number;
  rowsRead: string;
  rowsAccepted: string;
  rowsUnchanged: string;
  rowsQuarantined: string;
  controlTotals: ControlTotal[];
  statementProofs: StatementProof[] | null;
  startedAt: string;
  finishedAt: string;
  actor: string;
  traceId: string;
  file: string;
  sha256: string;
  sizeBytes: string;
  receivedAt: string;
}

/** Files that made or confirmed a snapshot, or the newest of a source; newest first. */
export async function ingestionsOf(
  db: Db,
  of: { entities: readonly string[]; streamId?: number; snapshotNo?: number; source?: string; limit: number },
): Promise<IngestionLine[]> {
  const conditions = [
    sql`i.entity = any(${[...of.entities]})`,
    ...(of.streamId === undefined ? [] : [sql`i.stream_id = ${of.streamId}`]),
    ...(of.snapshotNo === undefined ? [] : [sql`i.snapshot_no = ${of.snapshotNo}`]),
    ...(of.source === undefined ? [] : [sql`i.source = ${of.source}`]),
  ];
  const { rows } = await sql<IngestionLine>`
    select ingestion_id as "ingestionId", i.source, dataset, contract, contract_version as "contractVersion",
           contract_hash as "contractHash", status, snapshot_no as "snapshotNo", rows_read as "rowsRead",
           rows_accepted as "rowsAccepted", rows_unchanged as "rowsUnchanged", rows_quarantined as "rowsQuarantined",
           control_totals as "controlTotals", statement_proofs as "statementProofs", started_at as "startedAt",
           finished_at as "finishedAt", actor, trace_id as "traceId", raw.name as file, raw.sha256,
           raw.size_bytes as "sizeBytes", raw.received_at as "receivedAt"
      from ingestions i join raw_objects raw using (raw_id)
     where ${sql.join(conditions, sql` and `)}
     order by i.finished_at desc, i.ingestion_id desc limit ${of.limit}`.execute(db);
  return rows;
}

/** Deliveries that could not be taken in at all and that nothing has made good since. */
export interface RejectedDelivery {
  rejectionId: string;
  source: string;
  dataset: string;
  contract: string;
  problem: {
    file: string;
    rule: string;
    detail: string;
    line?: number;
    column?: number;
    byte?: number;
    hint?: string;
  };
  at: string;
}

export async function openRejectedDeliveries(
  db: Db,
  entities: readonly string[],
  source?: string,
): Promise<RejectedDelivery[]> {
  const { rows } = await sql<RejectedDelivery>`
    select rejection_id as "rejectionId", source, dataset, contract, problem, at from rejected_deliveries
     where entity = any(${[...entities]}) and resolved_at is null
       and (${source ?? null}::text is null or source = ${source ?? null})
     order by rejected_deliveries.rejection_id desc limit 50`.execute(db);
  return rows;
}

/** The bounds of a bigint and a uuid as text, so that a mistyped address is no error of the database. */
export const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
export const isBigint = (text: string) => /^\d{1,18}$/.test(text);
