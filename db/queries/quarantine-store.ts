import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { Staging } from './staging.ts';

export interface QuarantineTarget {
  entity: string;
  source: string;
  dataset: string;
  streamId: number;
  contract: string;
  contractVersion: number;
  /** By file_no. */
  ingestionIds: readonly string[];
  rawIds: readonly string[];
  at: Date;
}

/** Keeps each rejected row of a delivery, with the reasons and its place in the raw file. */
export async function storeQuarantined(
  trx: Trx,
  staging: Staging,
  target: QuarantineTarget,
): Promise<number> {
  const result = await sql`
    insert into quarantine (entity, source, dataset, stream_id, ingestion_id, raw_id, contract, contract_version,
      row_number, line_number, byte_start, byte_end, record_key, problems, opened_at)
    select ${target.entity}, ${target.source}, ${target.dataset}, ${target.streamId},
      (${sql.lit(`{${target.ingestionIds.join(',')}}`)}::bigint[])[file_no + 1],
      (${sql.lit(`{${target.rawIds.join(',')}}`)}::bigint[])[file_no + 1],
      ${target.contract}, ${target.contractVersion},
      row_number, line_number, byte_start, byte_end, record_key, problems, ${target.at}
    from ${sql.table(staging.table)} where problems is not null order by file_no, row_number`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * Settles earlier quarantined rows of the stream: `replayed` when the very row was read again (the new reading speaks
 * for it), `superseded` when a full delivery or an accepted record with the same key took its place.
 */
export async function settleQuarantine(
  trx: Trx,
  target: QuarantineTarget,
  delivery: 'full' | 'partial',
): Promise<void> {
  const first = target.ingestionIds[0] as string;
  const readAgain = sql`exists (
    select 1 from incoming i
    where (${sql.lit(`{${target.rawIds.join(',')}}`)}::bigint[])[i.file_no + 1] = q.raw_id and i.row_number = q.row_number)`;
  await sql`
    update quarantine q
    set state = case when ${readAgain} then 'replayed' else 'superseded' end,
        resolved_at = ${target.at}, resolved_by_ingestion = ${first}
    where q.stream_id = ${target.streamId} and q.state = 'open' and q.ingestion_id < ${first}
      and q.contract = ${target.contract}
      and (${delivery === 'full'} or ${readAgain}
        or exists (select 1 from incoming i where i.problems is null and i.record_key = q.record_key))`.execute(
    trx,
  );
}

export async function countOpen(trx: Trx, streamId: number): Promise<number> {
  const row = await trx
    .selectFrom('quarantine')
    .select((eb) => eb.fn.countAll<string>().as('open'))
    .where('stream_id', '=', streamId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(row.open);
}
