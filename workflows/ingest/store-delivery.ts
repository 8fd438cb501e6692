import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type pg from 'pg';
import type { Actor } from '#core/access/actor.ts';
import { compileContract, type RowMapper } from '#core/contract/compile.ts';
import type { Contract } from '#core/contract/contract.ts';
import { datasetNamed } from '#core/dataset/datasets.ts';
import type { Dataset } from '#core/dataset/field.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import {
  findIngestion,
  insertIngestion,
  recordDefinition,
  recordRawObject,
  reserveIngestionIds,
  statusOf,
  unprovenStatements,
} from '#db/queries/ingestions.ts';
import {
  countOpen,
  type QuarantineTarget,
  settleQuarantine,
  storeQuarantined,
} from '#db/queries/quarantine-store.ts';
import {
  closeAbsent,
  countFirstLoad,
  type FileCounts,
  type MergeTarget,
  mergeIncoming,
  numberOccurrences,
  quarantineRepeatedKeys,
} from '#db/queries/record-versions.ts';
import { resolveRejections } from '#db/queries/rejected-deliveries.ts';
import {
  confirmSnapshot,
  currentContent,
  type IncompleteReason,
  insertSnapshot,
  stagedTotals,
} from '#db/queries/snapshots.ts';
import {
  analyseStaging,
  attachPartition,
  clearStaging,
  copyIntoStaging,
  createIncoming,
  createPartition,
  indexPartition,
  removeRejected,
  type Staging,
  stageFor,
} from '#db/queries/staging.ts';
import { entityRows, lockStream, registerEntities, type Stream } from '#db/queries/streams.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import { readFile } from '#sources/files/read-file.ts';
import type { Context } from '../context.ts';
import type { Delivery, DeliveryOutcome, FileOutcome, KeptFile, StoredFile } from './delivery.ts';
import { type LookupTable, loadLookup } from './lookups.ts';
import { stageRows } from './stage-rows.ts';

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
    const files = await recordFiles(trx, context, actor, delivery);
    const { fresh, known } = await withoutKnown(trx, stream, delivery, files);
    const outcome = { ...named(delivery), files: known.map(takenBefore), snapshot: null };
    if (fresh.length === 0) return outcome;
    const work: Work = {
      context,
      trx,
      client,
      actor,
      delivery,
      dataset,
      stream,
      mapper: compileContract(contract),
    };
    const stored = await storeFiles(work, fresh);
    const snapshot = await takeSnapshot(work, stored);
    await resolveRejections(trx, contract.entity, contract.contract, context.now());
    outcome.files.push(...stored.files.map(outcomeOf));
    const whole: DeliveryOutcome = { ...outcome, snapshot };
    await appendAudit(trx, [auditEntry(actor, whole)]);
    return whole;
  });
}

interface Work {
  context: Context;
  trx: Trx;
  client: pg.PoolClient;
  actor: Actor;
  delivery: Delivery;
  dataset: Dataset;
  stream: Stream;
  mapper: RowMapper;
}

type RecordedFile = Pick<StoredFile, 'file' | 'raw' | 'companions'>;

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

async function recordFiles(
  trx: Trx,
  context: Context,
  actor: Actor,
  { contract, files }: Delivery,
): Promise<RecordedFile[]> {
  const record = (kept: { name: string; sha256: string; sizeBytes: number }) =>
    recordRawObject(trx, {
      ...kept,
      entity: contract.entity,
      source: contract.source,
      at: context.now(),
      actor: actor.id,
    });
  const recorded: RecordedFile[] = [];
  for (const file of files) {
    const raw = await record(file);
    const companions = [];
    for (const { name, kept } of file.companions) companions.push(await record({ name, ...kept }));
    recorded.push({ file, raw, companions });
  }
  return recorded;
}

/** An incremental file that was taken in before says nothing new, even if later files have changed its records. */
async function withoutKnown(
  trx: Trx,
  stream: Stream,
  delivery: Delivery,
  files: RecordedFile[],
): Promise<{ fresh: RecordedFile[]; known: RecordedFile[] }> {
  const fresh: RecordedFile[] = [];
  const known: RecordedFile[] = [];
  for (const file of files) {
    const replayed = file.file.only !== undefined;
    const before =
      delivery.contract.mode === 'incremental' &&
      !replayed &&
      (await findIngestion(trx, stream.streamId, file.raw.rawId, delivery.contract.hash));
    (before ? known : fresh).push(file);
  }
  return { fresh, known };
}

interface StoredDelivery {
  files: StoredFile[];
  opened: number;
  closed: number;
}

/**
 * A full delivery is compared as a whole; a partial one file by file, so that a later file may correct an earlier one.
 */
async function storeFiles(work: Work, files: RecordedFile[]): Promise<StoredDelivery> {
  const ids = await reserveIngestionIds(work.trx, files.length);
  const withIds = files.map((file, index) => ({ ...file, ingestionId: ids[index] as string }));
  if (work.stream.lastSnapshot === 0 && (work.delivery.extent === 'full' || files.length === 1)) {
    return storeFirst(work, withIds);
  }
  const staging = await createIncoming(work.trx, work.dataset);
  if (work.delivery.extent === 'full') return storeChanges(work, staging, withIds);
  const whole: StoredDelivery = { files: [], opened: 0, closed: 0 };
  for (const file of withIds) {
    const one = await storeChanges(work, staging, [file]);
    whole.files.push(...one.files);
    whole.opened += one.opened;
    whole.closed += one.closed;
    await clearStaging(work.trx, staging);
  }
  return whole;
}

type FileInWork = RecordedFile & { ingestionId: string };

/** The first delivery of a stream becomes its partition as it is, less the rows that are quarantined. */
async function storeFirst(work: Work, files: FileInWork[]): Promise<StoredDelivery> {
  const { trx, dataset, stream } = work;
  const startedAt = work.context.now();
  const staging = await createPartition(trx, dataset, stream.streamId);
  const readings = await stageFiles(work, staging, files);
  let counted = await countFirstLoad(trx, staging, files.length);
  const clean = counted.files.every((file) => file.quarantined === 0) && (await indexPartition(trx, staging));
  if (!clean) {
    await quarantineRepeatedKeys(trx, staging);
    counted = await countFirstLoad(trx, staging, files.length);
  }
  const stored = await recordIngestions(work, staging, files, readings, counted.files, {
    startedAt,
    isNew: true,
  });
  if (!clean) {
    await storeQuarantined(trx, staging, quarantineTarget(work, stored));
    await removeRejected(trx, staging);
    await indexPartition(trx, staging);
  }
  await attachPartition(trx, dataset, stream.streamId, staging);
  return { files: stored, opened: counted.opened, closed: 0 };
}

async function storeChanges(work: Work, staging: Staging, files: FileInWork[]): Promise<StoredDelivery> {
  const { trx, delivery, stream, dataset } = work;
  const startedAt = work.context.now();
  const readings = await stageFiles(work, staging, files);
  await analyseStaging(trx, staging);
  await quarantineRepeatedKeys(trx, staging);
  const target: MergeTarget = {
    dataset,
    streamId: stream.streamId,
    snapshotNo: stream.lastSnapshot + 1,
    ingestionIds: files.map((file) => file.ingestionId),
  };
  const merged = await mergeIncoming(trx, target);
  const absent = delivery.extent === 'full' ? await closeAbsent(trx, target) : 0;
  const isNew = merged.opened + merged.closed + absent > 0 || stream.lastSnapshot === 0;
  const stored = await recordIngestions(work, staging, files, readings, merged.files, { startedAt, isNew });
  const quarantined = quarantineTarget(work, stored);
  await settleQuarantine(trx, quarantined, delivery.extent);
  await storeQuarantined(trx, staging, quarantined);
  return { files: stored, opened: merged.opened, closed: merged.closed + absent };
}

interface Reading {
  read: number;
  proofs: StoredFile['proofs'];
}

async function stageFiles(work: Work, staging: Staging, files: FileInWork[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [fileNo, { file, ingestionId }] of files.entries()) {
    await stageFor(work.trx, staging, ingestionId);
    readings.push(await stageFile(work, staging, file, fileNo));
  }
  if (work.mapper.numbersOccurrences) await numberOccurrences(work.trx, staging);
  work.context.progress({ step: 'store', detail: work.delivery.contract.contract });
  return readings;
}

async function recordIngestions(
  work: Work,
  staging: Staging,
  files: FileInWork[],
  readings: Reading[],
  counts: FileCounts[],
  at: { startedAt: Date; isNew: boolean },
): Promise<StoredFile[]> {
  const totals = await stagedTotals(work.trx, work.dataset, staging, files.length);
  const stored = files.map((file, fileNo): StoredFile => {
    const reading = readings[fileNo] as Reading;
    return { ...file, ...reading, counts: counts[fileNo] as FileCounts, controlTotals: totals[fileNo] ?? [] };
  });
  for (const file of stored) await recordIngestion(work, file, at.startedAt, at.isNew);
  return stored;
}

async function stageFile(work: Work, staging: Staging, file: KeptFile, fileNo: number): Promise<Reading> {
  const { context, mapper, delivery, dataset } = work;
  const lookups: LookupTable[] = [];
  const ownColumns = mapper.columns.filter((column) => !isLookupColumn(delivery.contract, column));
  for (const companion of file.companions) {
    lookups.push(await loadLookup(companion, companion.kept.path, ownColumns));
  }
  const bytes = createReadStream(file.path, { highWaterMark: 1 << 18 });
  const reading = readFile({ file: file.name, bytes, columns: ownColumns, format: delivery.contract.format });
  let read = 0;
  const chunks = stageRows(reading.rows, {
    mapper,
    fileNo,
    fieldCount: dataset.fields.length,
    lookups,
    only: file.only,
    onBatch: (rows) => {
      read += rows;
      context.progress({ step: 'read', done: read, detail: file.name });
      context.signal?.throwIfAborted();
    },
  });
  await copyIntoStaging(work.client, dataset, staging, Readable.from(chunks, { objectMode: false }));
  return { read, proofs: reading.proofs() };
}

function isLookupColumn(contract: Contract, column: string): boolean {
  return contract.lookups.some((lookup) => column.startsWith(`${lookup.name}.`));
}

async function recordIngestion(
  work: Work,
  file: StoredFile,
  startedAt: Date,
  changed: boolean,
): Promise<void> {
  const { contract, traceId } = work.delivery;
  await insertIngestion(work.trx, {
    ingestionId: file.ingestionId,
    entity: contract.entity,
    source: contract.source,
    dataset: contract.dataset,
    streamId: work.stream.streamId,
    contract: contract.contract,
    contractVersion: contract.version,
    contractHash: contract.hash,
    rawId: file.raw.rawId,
    companions: file.companions,
    traceId,
    snapshotNo: work.stream.lastSnapshot + (changed ? 1 : 0),
    rowsRead: file.read,
    counts: file.counts,
    controlTotals: file.controlTotals,
    statementProofs: file.proofs,
    startedAt,
    finishedAt: work.context.now(),
    actor: work.actor.id,
  });
}

function quarantineTarget(work: Work, files: readonly StoredFile[]): QuarantineTarget {
  const { contract } = work.delivery;
  return {
    entity: contract.entity,
    source: contract.source,
    dataset: contract.dataset,
    streamId: work.stream.streamId,
    contract: contract.contract,
    contractVersion: contract.version,
    ingestionIds: files.map((file) => file.ingestionId),
    rawIds: files.map((file) => file.raw.rawId),
    at: work.context.now(),
  };
}

async function takeSnapshot(work: Work, stored: StoredDelivery): Promise<DeliveryOutcome['snapshot']> {
  const { trx, stream, delivery, dataset, context } = work;
  const reasons = await incompleteReasons(trx, stream.streamId);
  const content = await currentContent(trx, dataset, stream.streamId);
  const { opened, closed } = stored;
  const takenAt = context.now();
  const isNew = opened + closed > 0 || stream.lastSnapshot === 0;
  const snapshotNo = stream.lastSnapshot + (isNew ? 1 : 0);
  if (isNew) {
    const { entity, source } = delivery.contract;
    await insertSnapshot(trx, {
      ...content,
      streamId: stream.streamId,
      snapshotNo,
      entity,
      source,
      dataset: dataset.name,
      asOf: delivery.asOf,
      takenAt,
      openedCount: opened,
      closedCount: closed,
      incompleteReasons: reasons,
      traceId: delivery.traceId,
    });
  } else {
    await confirmSnapshot(
      trx,
      stream.streamId,
      snapshotNo,
      { asOf: delivery.asOf, confirmedAt: takenAt },
      reasons,
    );
  }
  return { snapshotNo, isNew, opened, closed, incompleteReasons: reasons, ...content };
}

/** Completeness before correctness: rows that wait in quarantine and balances that do not prove are missing data. */
async function incompleteReasons(trx: Trx, streamId: number): Promise<IncompleteReason[]> {
  const open = await countOpen(trx, streamId);
  const unproven = await unprovenStatements(trx, streamId);
  return open > 0 ? [{ reason: 'quarantined_rows', count: open }, ...unproven] : unproven;
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
  };
}

function auditEntry(actor: Actor, outcome: DeliveryOutcome) {
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
    },
  };
}
