import { unprovenStatements } from '#db/queries/ingestions.ts';
import { countOpen } from '#db/queries/quarantine-store.ts';
import {
  type ControlTotal,
  confirmSnapshot,
  currentContent,
  type IncompleteReason,
  insertSnapshot,
  recordedContent,
} from '#db/queries/snapshots.ts';
import type { Trx } from '#db/transaction.ts';
import type { DeliveryOutcome } from './delivery.ts';
import type { StoredDelivery, Work } from './work.ts';

/** Freezes what the stream holds now; where nothing changed, the newest snapshot is confirmed instead. */
export async function takeSnapshot(work: Work, stored: StoredDelivery): Promise<DeliveryOutcome['snapshot']> {
  const { trx, stream, delivery, dataset, context } = work;
  const reasons = await incompleteReasons(trx, stream.streamId);
  const { opened, closed } = stored;
  const takenAt = context.now();
  const isNew = opened + closed > 0 || stream.lastSnapshot === 0;
  const snapshotNo = stream.lastSnapshot + (isNew ? 1 : 0);
  const content = isNew
    ? await currentContent(trx, dataset, stream.streamId, firstTotals(work, stored))
    : await recordedContent(trx, stream.streamId, snapshotNo);
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

/** The first delivery in one file is the snapshot: its totals are known. */
function firstTotals({ stream }: Work, { files }: StoredDelivery): ControlTotal[] | undefined {
  return stream.lastSnapshot === 0 && files.length === 1 ? files[0]?.controlTotals : undefined;
}

/** Completeness before correctness: rows that wait in quarantine and balances that do not prove are missing data. */
async function incompleteReasons(trx: Trx, streamId: number): Promise<IncompleteReason[]> {
  const open = await countOpen(trx, streamId);
  const unproven = await unprovenStatements(trx, streamId);
  return open > 0 ? [{ reason: 'quarantined_rows', count: open }, ...unproven] : unproven;
}
