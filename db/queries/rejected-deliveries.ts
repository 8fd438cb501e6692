import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';

export interface DeliveryProblem {
  file: string;
  rule: string;
  detail: string;
  line?: number;
  column?: number;
  byte?: number;
  hint?: string;
}

/** Keeps why a file was refused. One that is refused once more under the same name is missing once. */
export async function recordRejection(
  trx: Trx,
  rejection: {
    entity: string;
    source: string;
    dataset: string;
    contract: string;
    /** The name of the file that was delivered. */
    file: string;
    /** Null where not even its bytes could be kept. */
    rawId: string | null;
    problem: DeliveryProblem;
    at: Date;
    actor: string;
    traceId: string;
  },
): Promise<void> {
  const { entity, contract, file, at } = rejection;
  await resolveRejections(trx, { entity, contract, at, files: [file], sha256: [] });
  await trx
    .insertInto('rejected_deliveries')
    .values({
      entity: rejection.entity,
      source: rejection.source,
      dataset: rejection.dataset,
      contract: rejection.contract,
      file,
      raw_id: rejection.rawId,
      problem: JSON.stringify(rejection.problem),
      at: rejection.at,
      actor: rejection.actor,
      trace_id: rejection.traceId,
    })
    .execute();
}

/** What was missing is there: the files of these names or bytes, or with `all` whatever the contract rejected. */
export async function resolveRejections(
  trx: Trx,
  of: {
    entity: string;
    contract: string;
    at: Date;
    files: readonly string[] | 'all';
    sha256: readonly string[];
  },
): Promise<void> {
  const { files } = of;
  let open = trx
    .updateTable('rejected_deliveries')
    .set({ resolved_at: of.at })
    .where('entity', '=', of.entity)
    .where('contract', '=', of.contract)
    .where('resolved_at', 'is', null);
  if (files !== 'all') {
    const sameBytes = trx.selectFrom('raw_objects').select('raw_id').where('sha256', 'in', of.sha256);
    open = open.where((eb) =>
      eb.or([
        ...(files.length > 0 ? [eb('file', 'in', files)] : []),
        ...(of.sha256.length > 0 ? [eb('raw_id', 'in', sameBytes)] : []),
      ]),
    );
  }
  await open.execute();
}

/** Names of the files of a source that were refused and not made good. */
export async function rejectedFiles(db: Db | Trx, entity: string, source: string): Promise<string[]> {
  const rows = await db
    .selectFrom('rejected_deliveries')
    .select('file')
    .distinct()
    .where('entity', '=', entity)
    .where('source', '=', source)
    .where('resolved_at', 'is', null)
    .orderBy('file')
    .execute();
  return rows.map((row) => row.file);
}

/** Hashes of the files that a contract refused and for which another file spoke since. */
export async function replacedFiles(
  db: Db | Trx,
  of: { entity: string; contract: string },
): Promise<Set<string>> {
  const { rows } = await sql<{ sha256: string }>`
    select raw_objects.sha256 from rejected_deliveries join raw_objects using (raw_id)
    where rejected_deliveries.entity = ${of.entity} and contract = ${of.contract}
    group by raw_objects.sha256 having bool_and(resolved_at is not null)`.execute(db);
  return new Set(rows.map((row) => row.sha256));
}
