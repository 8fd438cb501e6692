import { basename } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import type { Contract } from '#core/contract/contract.ts';
import { InputRejected } from '#core/failure/failure.ts';
import type { Source } from '#core/workspace/workspace.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { recordRawObject } from '#db/queries/ingestions.ts';
import { recordRejection } from '#db/queries/rejected-deliveries.ts';
import { inTransaction } from '#db/transaction.ts';
import { keepRaw, rawPath } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { contractsFor, sourceNamed } from './ingest/choose-contracts.ts';
import type { Delivery, DeliveryOutcome, KeptFile } from './ingest/delivery.ts';
import { findCompanions } from './ingest/lookups.ts';
import { storeDelivery } from './ingest/store-delivery.ts';
import { projectStream } from './project-side.ts';

export interface IngestInput {
  source: string;
  /** Paths of the files; their names choose the contracts unless one is asked for. */
  files: readonly string[];
  dataset?: string;
  contract?: string;
  /** The moment the files speak for; default: now. */
  asOf?: Date;
}

export interface IngestOutcome {
  source: string;
  deliveries: DeliveryOutcome[];
  /** Deliveries that could not be taken in at all; nothing of them was written. */
  rejected: { contract: string; problem: InputRejected['problem'] }[];
}

/** Takes files of a source in. A rejected delivery does not stop the others; it is recorded and reported. */
export const ingest = defineWorkflow<IngestInput, IngestOutcome>({
  name: 'ingest',
  permission: 'source.ingest',
  entityOf: (context, input) => sourceNamed(context.workspace, input.source).entity,
  run: async (context, actor, input) =>
    takeFiles(context, actor, sourceNamed(context.workspace, input.source), input),
});

/** The body of ingest, for the workflows that have their own permission (pull-source). */
export async function takeFiles(
  context: Context,
  actor: Actor,
  source: Source,
  input: Omit<IngestInput, 'source'>,
): Promise<IngestOutcome> {
  const byContract = new Map<Contract, string[]>();
  for (const file of input.files) {
    for (const contract of contractsFor(context.workspace, source, file, input)) {
      byContract.set(contract, [...(byContract.get(contract) ?? []), file]);
    }
  }
  const outcome: IngestOutcome = { source: source.source, deliveries: [], rejected: [] };
  for (const [contract, files] of byContract) {
    const extent = contract.mode === 'full' ? 'full' : 'partial';
    // An incremental file stands alone: one that is rejected does not take its neighbours with it.
    for (const together of extent === 'full' ? [files] : files.map((file) => [file])) {
      const delivery: Delivery = {
        contract,
        files: await keepFiles(context, together),
        asOf: input.asOf ?? context.now(),
        traceId: context.newTraceId(),
        extent,
      };
      await deliver(context, actor, delivery, outcome, () => withCompanions(context, delivery, together));
    }
  }
  return outcome;
}

/**
 * Stores a delivery and brings the reconciliations that read it up to date; a rejection becomes part of the outcome.
 * @param prepare completes the delivery, where that can fail as the delivery itself can
 */
export async function deliver(
  context: Context,
  actor: Actor,
  delivery: Delivery,
  outcome: Pick<IngestOutcome, 'deliveries' | 'rejected'>,
  prepare: () => Promise<Delivery> = async () => delivery,
): Promise<void> {
  try {
    const stored = await storeDelivery(context, actor, await prepare());
    outcome.deliveries.push(stored);
    if (stored.snapshot?.isNew) await projectStream(context, stored);
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    await keepRejection(context, actor, delivery, error);
    outcome.rejected.push({ contract: delivery.contract.contract, problem: error.problem });
  }
}

async function keep(
  context: Context,
  path: string,
): Promise<{ path: string; sha256: string; sizeBytes: number }> {
  const kept = await keepRaw(context.dataFolder, path);
  return { ...kept, path: rawPath(context.dataFolder, kept.sha256) };
}

async function keepFiles(context: Context, paths: readonly string[]): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for (const path of paths)
    files.push({ name: basename(path), companions: [], ...(await keep(context, path)) });
  return files;
}

async function withCompanions(
  context: Context,
  delivery: Delivery,
  paths: readonly string[],
): Promise<Delivery> {
  const files: KeptFile[] = [];
  for (const [index, file] of delivery.files.entries()) {
    const companions = [];
    const original = { name: file.name, path: paths[index] as string };
    for (const companion of await findCompanions(delivery.contract, original)) {
      companions.push({ ...companion, kept: await keep(context, companion.path) });
    }
    files.push({ ...file, companions });
  }
  return { ...delivery, files };
}

async function keepRejection(
  context: Context,
  actor: Actor,
  delivery: Delivery,
  error: InputRejected,
): Promise<void> {
  const { contract, files, traceId } = delivery;
  const { entity, source, dataset } = contract;
  const file = files.find((candidate) => candidate.name === error.problem.file) ?? files[0];
  if (!file) return;
  await inTransaction(context.connection, async (trx) => {
    const at = context.now();
    const raw = await recordRawObject(trx, { ...file, entity, source, at, actor: actor.id });
    const { rawId } = raw;
    const { problem } = error;
    await recordRejection(trx, {
      ...{ entity, source, dataset, contract: contract.contract, rawId, problem, at, traceId },
      actor: actor.id,
    });
    await appendAudit(trx, [
      {
        actor: actor.id,
        entity,
        action: 'ingest.rejected',
        subject: `source:${source}/${dataset}`,
        traceId,
        detail: { ...problem, contract: contract.contract, file: file.name, sha256: file.sha256 },
      },
    ]);
  });
}
