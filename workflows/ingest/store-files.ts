import { reserveIngestionIds } from '#db/queries/ingestions.ts';
import { type QuarantineTarget, settleQuarantine, storeQuarantined } from '#db/queries/quarantine-store.ts';
import {
  closeAbsent,
  countFirstLoad,
  type MergeTarget,
  mergeIncoming,
  quarantineRepeatedKeys,
} from '#db/queries/record-versions.ts';
import {
  analyseStaging,
  attachPartition,
  clearStaging,
  createIncoming,
  createPartition,
  indexPartition,
  removeRejected,
  type Staging,
} from '#db/queries/staging.ts';
import type { StoredFile } from './delivery.ts';
import { recordIngestions } from './record-ingestions.ts';
import { stageFiles } from './stage-files.ts';
import type { FileInWork, RecordedFile, StoredDelivery, Work } from './work.ts';

/**
 * A full delivery is compared as a whole; a partial one file by file, so that a later file may correct an earlier one.
 */
export async function storeFiles(work: Work, files: RecordedFile[]): Promise<StoredDelivery> {
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

/** The first delivery of a stream becomes its partition as it is, less the rows that are quarantined. */
async function storeFirst(work: Work, files: FileInWork[]): Promise<StoredDelivery> {
  const { trx, dataset, stream } = work;
  const startedAt = work.context.now();
  const staging = await createPartition(trx, dataset, stream.streamId);
  const readings = await stageFiles(work, staging, files);
  const clean = readings.every((reading) => reading.rejected === 0) && (await indexPartition(trx, staging));
  if (!clean) await quarantineRepeatedKeys(trx, staging);
  const counts = clean
    ? readings.map(({ read }) => ({ accepted: read, unchanged: 0, quarantined: 0 }))
    : await countFirstLoad(trx, staging, files.length);
  const stored = await recordIngestions(work, staging, files, readings, counts, { startedAt, isNew: true });
  if (!clean) {
    await storeQuarantined(trx, staging, quarantineTarget(work, stored));
    await removeRejected(trx, staging);
    await indexPartition(trx, staging);
  }
  await attachPartition(trx, dataset, stream.streamId, staging);
  return { files: stored, opened: counts.reduce((sum, { accepted }) => sum + accepted, 0), closed: 0 };
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
