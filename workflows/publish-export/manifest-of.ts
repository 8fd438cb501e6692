import type { Publication } from '#db/queries/publications.ts';
import { GENERATED_BY } from '#exports/generated-by.ts';
import type { Manifest } from '#exports/manifest.ts';
import type { FillRequest } from './fill-folder.ts';
import type { Gathered } from './gather.ts';
import type { ProvenTotals } from './prove.ts';

/** Everything the manifest says but the files. */
export function manifestOf(
  { schema, entity, period, publicationId, publishedBy }: FillRequest,
  { snapshots, runs, reasons }: Gathered,
  totals: ProvenTotals,
  moment: {
    publishedAt: Date;
    traceId: string;
    openExceptions: string;
    supersedes: Publication | undefined;
  },
): Omit<Manifest, 'files'> {
  return {
    manifest_version: 1,
    publication_id: publicationId,
    export: schema.name,
    schema_version: schema.version,
    entity,
    period: period === '' ? null : period,
    state: reasons.length === 0 ? 'final' : 'provisional',
    reasons,
    as_of: snapshots.map((pin) => pin.asOf).sort()[0] ?? null,
    published_at: moment.publishedAt.toISOString(),
    published_by: publishedBy,
    generated_by: GENERATED_BY,
    trace_id: moment.traceId,
    supersedes: moment.supersedes?.publicationId ?? null,
    rows: totals.rows,
    open_exceptions: Number(moment.openExceptions),
    snapshots: snapshots.map((pin) => ({
      source: pin.source,
      dataset: pin.dataset,
      snapshot: pin.snapshotNo,
      snapshot_id: pin.snapshotId,
      as_of: pin.asOf,
      taken_at: pin.takenAt,
      rows: Number(pin.rowCount),
      content_hash: pin.contentHash,
      completeness: pin.completeness,
    })),
    runs: runs.map((run) => ({
      run_id: run.runId,
      reconciliation: run.reconciliation,
      period: run.period,
      status: run.status,
      result_hash: run.resultHash,
      finished_at: run.finishedAt,
    })),
    control_totals: totals.controls,
    columns: schema.columns.map(({ meaning: _meaning, source: _source, ...column }) => column),
    order_by: schema.orderBy,
    controls: schema.controls,
  };
}
