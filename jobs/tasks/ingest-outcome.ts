import type { Context } from '#workflows/context.ts';
import { followNewSnapshots } from '#workflows/follow-up.ts';
import type { IngestOutcome } from '#workflows/ingest.ts';

/** What a job that took records in shows of it. */
export function summariseIngest({ deliveries, rejected }: IngestOutcome): Record<string, unknown> {
  const files = deliveries.flatMap((delivery) => delivery.files);
  return {
    files: files.length,
    read: files.reduce((sum, file) => sum + file.read, 0),
    accepted: files.reduce((sum, file) => sum + file.counts.accepted, 0),
    quarantined: files.reduce((sum, file) => sum + file.counts.quarantined, 0),
    snapshots: deliveries.flatMap(({ dataset, snapshot, traceId }) =>
      snapshot?.isNew ? [{ dataset, snapshotNo: snapshot.snapshotNo, traceId }] : [],
    ),
    rejected,
  };
}

/** Queues what follows from the snapshots that are new; the ids of the jobs. */
export async function followIngest(context: Context, { deliveries }: IngestOutcome): Promise<string[]> {
  const changed = deliveries.filter((delivery) => delivery.snapshot?.isNew);
  const [first] = changed;
  return first ? followNewSnapshots(context, first.entity, changed) : [];
}
