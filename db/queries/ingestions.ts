import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import type { FileCounts } from './record-versions.ts';
import type { ControlTotal, IncompleteReason } from './snapshots.ts';

/** A file as kept: its bytes by hash, its name for people. */
export interface RawObject {
  rawId: string;
  name: string;
  sha256: string;
}

export async function recordRawObject(
  trx: Trx,
  raw: {
    entity: string;
    source: string;
    sha256: string;
    name: string;
    sizeBytes: number;
    at: Date;
    actor: string;
  },
): Promise<RawObject> {
  await trx
    .insertInto('raw_objects')
    .values({
      entity: raw.entity,
      source: raw.source,
      sha256: raw.sha256,
      name: raw.name,
      size_bytes: raw.sizeBytes,
      received_at: raw.at,
      received_by: raw.actor,
    })
    .onConflict((conflict) => conflict.columns(['entity', 'source', 'sha256', 'name']).doNothing())
    .execute();
  const row = await trx
    .selectFrom('raw_objects')
    .select('raw_id')
    .where('entity', '=', raw.entity)
    .where('source', '=', raw.source)
    .where('sha256', '=', raw.sha256)
    .where('name', '=', raw.name)
    .executeTakeFirstOrThrow();
  return { rawId: row.raw_id, name: raw.name, sha256: raw.sha256 };
}

export async function reserveIngestionIds(trx: Trx, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('ingestions', 'ingestion_id')) as id
    from generate_series(1, ${sql.lit(count)})`.execute(trx);
  return rows.map((row) => row.id);
}

/** Whether these bytes, under whatever name, were taken in under this contract before. */
export async function wasTaken(
  db: Db | Trx,
  streamId: number,
  sha256: string,
  contractHash: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('ingestions')
    .innerJoin('raw_objects', 'raw_objects.raw_id', 'ingestions.raw_id')
    .select('ingestion_id')
    .where('stream_id', '=', streamId)
    .where('raw_objects.sha256', '=', sha256)
    .where('contract_hash', '=', contractHash)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface NewIngestion {
  ingestionId: string;
  entity: string;
  source: string;
  dataset: string;
  streamId: number;
  contract: string;
  contractVersion: number;
  contractHash: string;
  rawId: string;
  companions: readonly RawObject[];
  traceId: string;
  snapshotNo: number;
  rowsRead: number;
  counts: FileCounts;
  controlTotals: readonly ControlTotal[];
  statementProofs: unknown;
  warnings: unknown;
  startedAt: Date;
  finishedAt: Date;
  actor: string;
}

export type IngestionStatus = 'accepted' | 'unchanged' | 'partial';

export function statusOf(counts: FileCounts): IngestionStatus {
  if (counts.quarantined > 0) return 'partial';
  return counts.accepted > 0 ? 'accepted' : 'unchanged';
}

export async function insertIngestion(trx: Trx, ingestion: NewIngestion): Promise<void> {
  const { counts } = ingestion;
  await sql`
    insert into ingestions (ingestion_id, entity, source, dataset, stream_id, contract, contract_version, contract_hash,
      raw_id, companions, trace_id, status, snapshot_no, rows_read, rows_accepted, rows_unchanged, rows_quarantined,
      control_totals, statement_proofs, warnings, started_at, finished_at, actor)
    overriding system value values (
      ${ingestion.ingestionId}, ${ingestion.entity}, ${ingestion.source}, ${ingestion.dataset}, ${ingestion.streamId},
      ${ingestion.contract}, ${ingestion.contractVersion}, ${ingestion.contractHash}, ${ingestion.rawId},
      ${JSON.stringify(ingestion.companions)}, ${ingestion.traceId}, ${statusOf(counts)}, ${ingestion.snapshotNo},
      ${ingestion.rowsRead}, ${counts.accepted}, ${counts.unchanged}, ${counts.quarantined},
      ${JSON.stringify(ingestion.controlTotals)},
      ${ingestion.statementProofs === undefined ? null : JSON.stringify(ingestion.statementProofs)},
      ${JSON.stringify(ingestion.warnings)}, ${ingestion.startedAt}, ${ingestion.finishedAt}, ${ingestion.actor})`.execute(
    trx,
  );
}

/** Of each statement that the stream has read, the newest reading; those whose balances do not prove. */
export async function unprovenStatements(trx: Trx, streamId: number): Promise<IncompleteReason[]> {
  const { rows } = await sql<{
    account: string;
    sequence: string;
    currency: string;
    difference: string | null;
  }>`
    select account, sequence, currency, difference from (
      select distinct on (p ->> 'account', p ->> 'sequence', p ->> 'currency')
        p ->> 'account' as account, p ->> 'sequence' as sequence, p ->> 'currency' as currency,
        p ->> 'difference' as difference, (p ->> 'proven')::boolean as proven
      from ingestions i cross join jsonb_array_elements(i.statement_proofs) p
      where i.stream_id = ${streamId}
      order by p ->> 'account', p ->> 'sequence', p ->> 'currency', i.ingestion_id desc
    ) newest where not proven order by account, sequence, currency`.execute(trx);
  return rows.map((row) => ({ reason: 'statement_not_proven', ...row }));
}

/** Keeps a definition as it was when first used, by the hash of its canonical form. */
export async function recordDefinition(
  trx: Trx,
  definition: {
    kind: 'contract' | 'reconciliation' | 'export';
    name: string;
    hash: string;
    version: string;
    body: unknown;
    at: Date;
  },
): Promise<void> {
  await trx
    .insertInto('definitions')
    .values({
      kind: definition.kind,
      name: definition.name,
      hash: definition.hash,
      version: definition.version,
      body: JSON.stringify(definition.body),
      first_used_at: definition.at,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'name', 'hash']).doNothing())
    .execute();
}

export interface TakenFile {
  sha256: string;
  contractHash: string;
}

/** The bytes that a contract has taken in, whatever its version was then. */
export async function takenFiles(
  db: Db | Trx,
  contract: { entity: string; source: string; contract: string },
): Promise<TakenFile[]> {
  const rows = await db
    .selectFrom('ingestions')
    .innerJoin('raw_objects', 'raw_objects.raw_id', 'ingestions.raw_id')
    .select(['raw_objects.sha256', 'ingestions.contract_hash'])
    .distinct()
    .where('ingestions.entity', '=', contract.entity)
    .where('ingestions.source', '=', contract.source)
    .where('ingestions.contract', '=', contract.contract)
    .execute();
  return rows.map((row) => ({ sha256: row.sha256, contractHash: row.contract_hash }));
}
