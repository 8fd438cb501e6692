import { insertIngestion } from '#db/queries/ingestions.ts';
import type { FileCounts } from '#db/queries/record-versions.ts';
import { stagedTotals } from '#db/queries/snapshots.ts';
import type { Staging } from '#db/queries/staging.ts';
import type { StoredFile } from './delivery.ts';
import type { Reading } from './stage-files.ts';
import type { FileInWork, Work } from './work.ts';

/** One ingestion a file, with what became of its rows. */
export async function recordIngestions(
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
    warnings: file.warnings,
    startedAt,
    finishedAt: work.context.now(),
    actor: work.actor.id,
  });
}
