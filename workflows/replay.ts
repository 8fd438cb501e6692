import type { Contract } from '#core/contract/contract.ts';
import { InputRejected } from '#core/failure/failure.ts';
import { type ReplayableFile, replayableFiles } from '#db/queries/quarantine-replay.ts';
import { rawPath } from '#sources/raw/raw-store.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { matchesPattern, sourceNamed } from './ingest/choose-contracts.ts';
import type { Delivery, KeptFile } from './ingest/delivery.ts';
import { deliver, type IngestOutcome } from './ingest.ts';

export interface ReplayInput {
  source: string;
  /** Only the rows that this contract quarantined. */
  contract?: string;
}

export interface ReplayOutcome extends IngestOutcome {
  /** Rows read again, and how many of them are still rejected. */
  replayed: number;
  stillQuarantined: number;
}

/**
 * Reads the quarantined rows of a source again, from the bytes as received, under the contract as it is now. Rows that
 * were accepted then are left alone, so nothing newer is overwritten.
 */
export const replay = defineWorkflow<ReplayInput, ReplayOutcome>({
  name: 'replay',
  permission: 'quarantine.replay',
  entityOf: (context, input) => sourceNamed(context.workspace, input.source).entity,
  run: async (context, actor, input) => {
    const source = sourceNamed(context.workspace, input.source);
    const outcome: ReplayOutcome = {
      source: source.source,
      deliveries: [],
      rejected: [],
      replayed: 0,
      stillQuarantined: 0,
    };
    for (const file of await replayableFiles(context.connection.db, source.entity, source.source)) {
      const contract = context.workspace.contracts.find((candidate) => candidate.contract === file.contract);
      if (!contract || (input.contract !== undefined && input.contract !== contract.contract)) continue;
      const delivery: Delivery = {
        contract,
        files: [toKeptFile(context, contract, file)],
        asOf: context.now(),
        traceId: context.newTraceId(),
        extent: 'partial',
      };
      await deliver(context, actor, delivery, outcome);
    }
    for (const { read, counts } of outcome.deliveries.flatMap((delivery) => delivery.files)) {
      outcome.replayed += read;
      outcome.stillQuarantined += counts.quarantined;
    }
    return outcome;
  },
});

function toKeptFile(context: Context, contract: Contract, file: ReplayableFile): KeptFile {
  const companions = contract.lookups.map((lookup) => {
    const kept = file.companions.find((companion) => matchesPattern(companion.name, lookup.file));
    if (!kept) throw companionUnknown(file, lookup.file);
    const path = rawPath(context.dataFolder, kept.sha256);
    return { lookup, name: kept.name, path, kept: { path, sha256: kept.sha256, sizeBytes: 0 } };
  });
  return {
    name: file.name,
    path: rawPath(context.dataFolder, file.sha256),
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    companions,
    only: new Set(file.rows),
  };
}

function companionUnknown(file: ReplayableFile, pattern: string): InputRejected {
  return new InputRejected({
    file: file.name,
    rule: 'companion_missing',
    detail: `the contract now joins ${pattern}, which did not come with this file`,
    hint: 'Ingest the file again together with its companion.',
  });
}
