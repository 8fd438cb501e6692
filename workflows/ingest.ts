import type { Actor } from '#core/access/actor.ts';
import type { Contract } from '#core/contract/contract.ts';
import { InputRejected, UnknownName } from '#core/failure/failure.ts';
import type { Source } from '#core/workspace/workspace.ts';
import { rejectedFiles } from '#db/queries/rejected-deliveries.ts';
import { sweepPartials } from '#sources/raw/raw-store.ts';
import { checkReadable } from '#sources/raw/readable.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { contractsFor, sourceNamed } from './ingest/choose-contracts.ts';
import type { Delivery, DeliveryOutcome } from './ingest/delivery.ts';
import { type FilesOnDisk, keepFiles, withCompanions } from './ingest/keep-files.ts';
import { keepRejection } from './ingest/keep-rejection.ts';
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
  /** The name of a rejected file for which these speak; a file of the same name needs no such word. */
  replaces?: string;
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
  run: async (context, actor, input) => {
    const source = sourceNamed(context.workspace, input.source);
    await sweepPartials(context.dataFolder, context.now());
    for (const file of input.files) await checkReadable(file); // a mistyped path is no delivery
    if (input.replaces !== undefined) await checkReplaces(context, source, input.replaces);
    return takeFiles(context, actor, source, input);
  },
});

async function checkReplaces({ connection }: Context, source: Source, name: string): Promise<void> {
  const known = await rejectedFiles(connection.db, source.entity, source.source);
  if (!known.includes(name)) throw new UnknownName('rejected file', name, known);
}

/** The body of ingest, for the workflows that have their own permission (pull-source). */
export async function takeFiles(
  context: Context,
  actor: Actor,
  source: Source,
  input: Omit<IngestInput, 'source'> & { within?: string },
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
      const { asOf = context.now(), replaces } = input;
      const delivery = {
        contract,
        files: [],
        asOf,
        traceId: context.newTraceId(),
        extent,
        replaces,
      } as const;
      await takeTogether(context, actor, delivery, { paths: together, within: input.within }, outcome);
    }
  }
  return outcome;
}

/** Keeps the bytes of the files before anything else, then stores what they hold. */
async function takeTogether(
  context: Context,
  actor: Actor,
  delivery: Delivery,
  from: FilesOnDisk,
  outcome: IngestOutcome,
): Promise<void> {
  let current = delivery;
  await recordingRejection(
    context,
    actor,
    () => current,
    outcome,
    async () => {
      current = { ...delivery, files: await keepFiles(context, from) };
      current = await withCompanions(context, current, from);
      await store(context, actor, current, outcome);
    },
  );
}

/** Stores a delivery whose bytes are kept; a rejection becomes part of the outcome. */
export async function deliver(
  context: Context,
  actor: Actor,
  delivery: Delivery,
  outcome: Outcome,
): Promise<void> {
  const stored = () => store(context, actor, delivery, outcome);
  await recordingRejection(context, actor, () => delivery, outcome, stored);
}

type Outcome = Pick<IngestOutcome, 'deliveries' | 'rejected'>;

/** Stores a delivery and brings the reconciliations that read it up to date. */
async function store(context: Context, actor: Actor, delivery: Delivery, outcome: Outcome): Promise<void> {
  const stored = await storeDelivery(context, actor, delivery);
  outcome.deliveries.push(stored);
  if (stored.snapshot?.isNew) await projectStream(context, stored);
}

async function recordingRejection(
  context: Context,
  actor: Actor,
  delivery: () => Delivery,
  outcome: Outcome,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    await keepRejection(context, actor, delivery(), error);
    outcome.rejected.push({ contract: delivery().contract.contract, problem: error.problem });
  }
}
