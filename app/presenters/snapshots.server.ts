import { holds } from '#core/access/policy.ts';
import {
  type ControlTotal,
  type IngestionLine,
  ingestionsOf,
  isUuid,
  type SnapshotDetail,
  type SnapshotLine,
  type StatementProof,
  snapshotById,
  snapshotPage,
} from '#db/queries/snapshot-read.ts';
import { found } from './not-found.server.ts';
import { type Reason, reasonOf } from './reasons.server.ts';
import type { Viewer } from './screen.server.ts';

export type { ControlTotal, IngestionLine, SnapshotDetail, SnapshotLine, StatementProof };

export interface SnapshotsData {
  snapshots: SnapshotLine[];
  older: string | undefined;
  sources: { value: string; label: string }[];
  datasets: string[];
}

const PAGE = 100;

export async function presentSnapshots(viewer: Viewer): Promise<SnapshotsData> {
  const { context, entities, search } = viewer;
  const rows = await snapshotPage(context.connection.db, {
    entities,
    source: search.get('source') ?? undefined,
    dataset: search.get('dataset') ?? undefined,
    completeness: search.get('completeness') ?? undefined,
    before: cursorOf(search.get('after')),
    limit: PAGE + 1,
  });
  const snapshots = rows.slice(0, PAGE);
  const last = snapshots.at(-1);
  const declared = context.workspace.sources.filter(({ entity }) => entities.includes(entity));
  return {
    snapshots,
    older: rows.length > PAGE && last ? `${last.takenAt}_${last.snapshotId}` : undefined,
    sources: declared.map(({ source, title }) => ({ value: source, label: title })),
    datasets: [...new Set(context.workspace.contracts.map(({ dataset }) => dataset))].sort(),
  };
}

function cursorOf(text: string | null): { takenAt: string; snapshotId: string } | undefined {
  const [takenAt = '', snapshotId = ''] = (text ?? '').split('_');
  return !Number.isNaN(Date.parse(takenAt)) && isUuid(snapshotId) ? { takenAt, snapshotId } : undefined;
}

export interface SnapshotData {
  snapshot: SnapshotDetail;
  sourceTitle: string;
  reasons: Reason[];
  ingestions: IngestionLine[];
  proofs: StatementProof[];
}

const FILES = 200;

export async function presentSnapshot(viewer: Viewer): Promise<SnapshotData> {
  const id = viewer.params.snapshot ?? '';
  const { context, actor } = viewer;
  const { db } = context.connection;
  const snapshot = found(isUuid(id) ? await snapshotById(db, id) : undefined, 'snapshot', id);
  found(holds(actor, 'book.read', snapshot.entity) ? snapshot : undefined, 'snapshot', id);
  const ingestions = await ingestionsOf(db, {
    entities: [snapshot.entity],
    streamId: snapshot.streamId,
    snapshotNo: snapshot.snapshotNo,
    limit: FILES,
  });
  return {
    ...{ snapshot, ingestions },
    sourceTitle:
      context.workspace.sources.find(({ source }) => source === snapshot.source)?.title ?? snapshot.source,
    reasons: snapshot.incompleteReasons.map(reasonOf),
    proofs: ingestions.flatMap(({ statementProofs }) => statementProofs ?? []),
  };
}
