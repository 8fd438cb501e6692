import { holds } from '#core/access/policy.ts';
import type { Contract } from '#core/contract/contract.ts';
import {
  type IngestionLine,
  ingestionsOf,
  openRejectedDeliveries,
  type RejectedDelivery,
} from '#db/queries/snapshot-read.ts';
import { type StreamState, streamStates } from '#db/queries/source-read.ts';
import { enqueuePull } from '#workflows/enqueue-job.ts';
import { type SourceState, sourceStates } from './freshness.server.ts';
import { found } from './not-found.server.ts';
import type { Viewer } from './screen.server.ts';

export type { IngestionLine, RejectedDelivery, SourceState, StreamState };

export async function presentSources(viewer: Viewer): Promise<{ sources: SourceState[] }> {
  return { sources: await sourceStates(viewer) };
}

export interface ContractWords {
  contract: string;
  version: number;
  dataset: string;
  mode: string;
  format: string;
  key: string;
  hash: string;
  fields: { field: string; from: string; type: string; optional: boolean }[];
  checks: { name: string; onFail: string }[];
}

export interface SourceData {
  source: SourceState;
  pull: { path: string; patterns: string[] } | null;
  streams: StreamState[];
  contracts: ContractWords[];
  ingestions: IngestionLine[];
  rejected: RejectedDelivery[];
}

const RECENT = 25;

export async function presentSource(viewer: Viewer): Promise<SourceData> {
  const name = viewer.params.source;
  const { context, entities } = viewer;
  const { db } = context.connection;
  const state = found(
    (await sourceStates(viewer)).find(({ source }) => source === name),
    'source',
    name,
  );
  const declared = context.workspace.sources.find(({ source }) => source === name);
  const [streams, ingestions, rejected] = await Promise.all([
    streamStates(db, entities, state.source),
    ingestionsOf(db, { entities, source: state.source, limit: RECENT }),
    openRejectedDeliveries(db, entities, state.source),
  ]);
  return {
    ...{ streams, ingestions, rejected },
    source: state,
    pull: declared?.pull
      ? { path: declared.pull.path, patterns: declared.pull.files.map(({ pattern }) => pattern) }
      : null,
    contracts: context.workspace.contracts.filter(({ source }) => source === name).map(contractWords),
  };
}

function contractWords(contract: Contract): ContractWords {
  const { format } = contract;
  const numbers = `decimals with ${format.decimalSeparator === ',' ? 'a comma' : 'a point'}`;
  return {
    ...{
      contract: contract.contract,
      version: contract.version,
      dataset: contract.dataset,
      hash: contract.hash,
    },
    mode:
      contract.mode === 'full'
        ? 'Full: a record that a file no longer shows is gone'
        : 'Incremental: only what is sent changes',
    format: `${format.type === 'csv' ? `CSV, ${format.encoding}, separated by “${format.delimiter}”` : format.type}; ${numbers}`,
    key: contract.key.join(', '),
    fields: Object.entries(contract.fields).map(([field, map]) => ({
      field,
      from: map.from ?? (map.value === undefined ? 'computed' : `“${map.value}”`),
      type: map.type,
      optional: map.optional,
    })),
    checks: contract.checks.map(({ name, onFail }) => ({ name, onFail })),
  };
}

/** Queues a pull of the source; null: one is waiting already. */
export async function pullSourceNow(viewer: Viewer): Promise<{ jobId: string | null }> {
  const { jobId } = await enqueuePull(viewer.context, viewer.actor, {
    source: viewer.params.source ?? '',
    coalesce: true,
  });
  return { jobId: jobId ?? null };
}

export const mayPull = (viewer: Viewer, entity: string) => holds(viewer.actor, 'source.pull', entity);
