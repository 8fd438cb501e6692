import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#core/dataset/field.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { sideDataset } from '#core/reconcile/side-field.ts';
import type { Connection, Db } from '../connection.ts';
import type { PinnedRun } from './exception-detail-run.ts';
import type { ExceptionRow } from './exception-page.ts';
import { readInBatches } from './read-in-batches.ts';
import { hasBegun } from './reconcile-opening.ts';

/** A line of one side of an exception, with the record that it stands for. */
export interface DetailLine {
  recordKey: string;
  recordHash: string;
  version: number;
  amount: string;
  currency: string;
  date: string | null;
  /** Fields of the dataset as text, nulls too; instants as ISO 8601 UTC. */
  fields: Record<string, string | null>;
  /** Mapped extras. */
  attributes: Record<string, unknown> | null;
  rowNumber: string;
  byteStart: string;
  byteEnd: string;
  file: string;
  sha256: string;
  receivedAt: string;
  ingestionId: string;
  /** The snapshot with which this version of the record came. */
  cameWith: { snapshotNo: number; snapshotId: string } | null;
}

export interface DetailLines {
  lines: DetailLine[];
  /** Of all lines, also those beyond the limit. */
  count: string;
}

/**
 * The lines of one side as the run read them: valid at its pin, up to its cut-off, and left over by every pass. The
 * first `limit` in the order of their dates. A line without a key is found by its record key.
 */
export async function exceptionLines(
  db: Db,
  exception: ExceptionRow,
  run: PinnedRun,
  of: { side: SideName; limit: number },
): Promise<DetailLines> {
  const pin = run[of.side];
  const dataset = sideDataset(pin.dataset);
  const { rows } = await sql<DetailLine & { count: string }>`
    select l.*, ${fieldsOf(dataset.fields)} as fields, d.attributes, d.row_number as "rowNumber",
           d.byte_start as "byteStart", d.byte_end as "byteEnd", raw.name as file, raw.sha256,
           raw.received_at as "receivedAt", d.ingestion_id as "ingestionId",
           (select json_build_object('snapshotNo', sn.snapshot_no, 'snapshotId', sn.snapshot_id)
              from snapshots sn where sn.stream_id = ${pin.streamId} and sn.snapshot_no = d.valid_from) as "cameWith"
      from (${linesOf(exception, run, of)}) l
      join ${sql.table(dataset.name)} d on d.stream_id = ${pin.streamId} and d.record_hash = l."recordHash"
       and d.record_key = l."recordKey" and d.version = l.version
      join ingestions i on i.ingestion_id = d.ingestion_id
      join raw_objects raw on raw.raw_id = i.raw_id
     order by l.date, l."recordKey"`.execute(db);
  return { count: rows[0]?.count ?? '0', lines: rows.map(({ count: _, ...line }) => line) };
}

/** A line without its record, for a list of all. */
export type BareLine = Pick<DetailLine, 'recordKey' | 'version' | 'amount' | 'currency' | 'date'>;

/** Every line of one side, however many, in the order of the page. */
export async function* allExceptionLines(
  connection: Connection,
  exception: ExceptionRow,
  run: PinnedRun,
  side: SideName,
): AsyncGenerator<BareLine[]> {
  const { sql: text, parameters } = linesOf(exception, run, { side }).compile(connection.db);
  yield* readInBatches<BareLine>(connection, text, [...parameters]);
}

function linesOf(
  exception: ExceptionRow,
  run: PinnedRun,
  { side, limit }: { side: SideName; limit?: number },
): RawBuilder<unknown> {
  const { projectionId, snapshotNo } = run[side];
  const currency = exception[`${side}_currency`] ?? exception.currency;
  const key = exception.match_key.startsWith('~')
    ? sql`l.match_key is null and l.record_key = ${exception.match_key.slice(1)}`
    : sql`l.match_key = ${exception.match_key}`;
  return sql`
    select l.record_key as "recordKey", l.record_hash as "recordHash", l.version, l.amount, l.currency,
           l.line_date as date, count(*) over ()::text as count
      from recon_lines l
     where l.projection_id = ${projectionId} and l.key_hash = ${exception.key_hash} and ${key}
       and l.currency = ${currency} and l.valid_from <= ${snapshotNo}
       and (l.valid_to is null or l.valid_to > ${snapshotNo})
       and (${run.cutOff}::date is null or l.line_date is null or l.line_date <= ${run.cutOff}::date)
       ${hasBegun(run.opening, side)}
       and (l.record_hash, l.record_key) not in (${tookByOtherPass(exception, run.runId, side)})
     order by l.line_date, l.record_key ${limit === undefined ? sql`` : sql`limit ${limit}`}`;
}

/** Lines of the exception's key that a pass after the first tied out, or a person. */
function tookByOtherPass(exception: ExceptionRow, runId: string, side: SideName): RawBuilder<unknown> {
  return sql`
    select m.record_hash, m.record_key from match_members m
     where m.tie_out_id = ${exception.tie_out_id} and m.line_key_hash = ${exception.key_hash}::bigint
       and m.is_left = ${side === 'left'} and m.from_run <= ${runId}::bigint
       and (m.to_run is null or m.to_run > ${runId}::bigint)`;
}

/** Every field of a record `d` as text: a JSON number would lose digits. */
export function fieldsOf(fields: readonly Field[]): RawBuilder<unknown> {
  const pairs = fields.map(({ name, type }) => {
    const column = sql.ref(`d.${name}`);
    const text =
      type === 'timestamp'
        ? sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
        : sql`${column}::text`;
    return sql`${sql.lit(name)}, ${text}`;
  });
  return sql`jsonb_build_object(${sql.join(pairs)})`;
}
