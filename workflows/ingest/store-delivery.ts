import type { Actor } from '#core/access/actor.ts';
import { compileContract } from '#core/contract/compile.ts';
import type { Contract } from '#core/contract/contract.ts';
import { datasetNamed } from '#core/dataset/datasets.ts';
import type { Dataset } from '#core/dataset/field.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { recordDefinition, statusOf } from '#db/queries/ingestions.ts';
import { resolveRejections } from '#db/queries/rejected-deliveries.ts';
import { entityRows, lockStream, registerEntities } from '#db/queries/streams.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from '../context.ts';
import type { Delivery, DeliveryOutcome, FileOutcome, StoredFile } from './delivery.ts';
import { recordFiles, withoutKnown } from './record-files.ts';
import { storeFiles } from './store-files.ts';
import { takeSnapshot } from './take-snapshot.ts';
import type { RecordedFile, Work } from './work.ts';

/**
 * Takes one delivery in, in one transaction: stage all rows, compare with what is known, store changed versions and
 * quarantined rows, take the snapshot, write the audit log. Whatever fails, nothing of it is seen.
 */
export function storeDelivery(context: Context, actor: Actor, delivery: Delivery): Promise<DeliveryOutcome> {
  return inTransaction(context.connection, async (trx, client) => {
    const { contract } = delivery;
    const dataset = datasetNamed(contract.dataset) as Dataset;
    await registerEntities(trx, entityRows(context.workspace, contract.entity));
    const stream = await lockStream(trx, contract.entity, contract.source, contract.dataset);
    await recordContract(trx, contract, context.now());
    const scope = { context, trx, client, actor, delivery, dataset, stream };
    const recorded = await recordFiles(scope);
    const { fresh, known } = await withoutKnown(scope, recorded);
    await resolveRejected(scope, recorded);
    const outcome: DeliveryOutcome = { ...named(delivery), files: known.map(takenBefore), snapshot: null };
    if (fresh.length === 0) return outcome;
    const work = { ...scope, mapper: compileContract(contract) };
    const stored = await storeFiles(work, fresh);
    outcome.files.push(...stored.files.map(outcomeOf));
    outcome.snapshot = await takeSnapshot(work, stored);
    await appendAudit(trx, [auditEntry(actor, delivery, outcome)]);
    return outcome;
  });
}

/**
 * A full delivery makes good whatever its contract rejected before. An incremental one speaks for its own files alone:
 * today's statement does not bring yesterday's. Rows that are read again speak for no file.
 */
async function resolveRejected(
  { trx, context, delivery }: Omit<Work, 'mapper'>,
  files: readonly RecordedFile[],
): Promise<void> {
  const { contract, replaces = [] } = delivery;
  if (files.some(({ file }) => file.only !== undefined)) return;
  await resolveRejections(trx, {
    ...{ entity: contract.entity, contract: contract.contract, at: context.now() },
    files: delivery.extent === 'full' ? 'all' : files.map(({ file }) => file.name).concat(replaces),
    sha256: files.map(({ file }) => file.sha256),
  });
}

async function recordContract(trx: Trx, contract: Contract, at: Date): Promise<void> {
  await recordDefinition(trx, {
    kind: 'contract',
    name: contract.contract,
    hash: contract.hash,
    version: String(contract.version),
    body: contract,
    at,
  });
}

function named({ contract, traceId }: Delivery): Omit<DeliveryOutcome, 'files' | 'snapshot'> {
  return {
    contract: contract.contract,
    contractVersion: contract.version,
    entity: contract.entity,
    source: contract.source,
    dataset: contract.dataset,
    traceId,
  };
}

function takenBefore({ file }: RecordedFile): FileOutcome {
  return {
    file: file.name,
    sha256: file.sha256,
    status: 'unchanged',
    ingestionId: null,
    takenBefore: true,
    read: 0,
    counts: { accepted: 0, unchanged: 0, quarantined: 0 },
    controlTotals: [],
    proofs: [],
    warnings: [],
  };
}

function outcomeOf(stored: StoredFile): FileOutcome {
  return {
    file: stored.file.name,
    sha256: stored.file.sha256,
    status: statusOf(stored.counts),
    ingestionId: stored.ingestionId,
    takenBefore: false,
    read: stored.read,
    counts: stored.counts,
    controlTotals: stored.controlTotals,
    proofs: stored.proofs ?? [],
    warnings: stored.warnings,
  };
}

function auditEntry(actor: Actor, { replaces }: Delivery, outcome: DeliveryOutcome) {
  const { snapshot } = outcome;
  return {
    actor: actor.id,
    entity: outcome.entity,
    action: 'ingest',
    subject: `source:${outcome.source}/${outcome.dataset}`,
    traceId: outcome.traceId,
    detail: {
      contract: outcome.contract,
      contract_version: outcome.contractVersion,
      files: outcome.files.map(({ file, sha256, read, counts }) => ({ file, sha256, read, ...counts })),
      snapshot: snapshot?.snapshotNo ?? null,
      new_snapshot: snapshot?.isNew ?? false,
      content_hash: snapshot?.contentHash ?? null,
      incomplete: snapshot?.incompleteReasons.length ?? 0,
      ...(replaces === undefined ? {} : { replaces }),
    },
  };
}
