import type { ExportSession } from './export-session.ts';

/** A snapshot that an export is made from. */
export interface PinnedSnapshot {
  streamId: number;
  source: string;
  dataset: string;
  snapshotNo: number;
  snapshotId: string;
  asOf: string;
  takenAt: string;
  contentHash: string;
  rowCount: string;
  completeness: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
}

/** A run that an export is made from: the last one of its tie-out. */
export interface PinnedRun {
  runId: string;
  tieOutId: number;
  reconciliation: string;
  period: string;
  status: 'complete' | 'incomplete';
  incompleteReasons: unknown[];
  resultHash: string;
  finishedAt: string;
}

const SNAPSHOT = `n.stream_id as "streamId", n.source, n.dataset, n.snapshot_no as "snapshotNo",
  n.snapshot_id as "snapshotId", n.as_of as "asOf", n.taken_at as "takenAt", n.content_hash as "contentHash",
  n.row_count as "rowCount", n.completeness, n.incomplete_reasons as "incompleteReasons"`;

/** The newest snapshot of every stream of the dataset in the entity. */
export async function datasetPins(
  session: ExportSession,
  entity: string,
  dataset: string,
): Promise<PinnedSnapshot[]> {
  const { rows } = await session.client.query<PinnedSnapshot>(
    `select ${SNAPSHOT}
       from streams s join snapshots n on n.stream_id = s.stream_id and n.snapshot_no = s.last_snapshot
      where s.entity = $1 and s.dataset = $2
      order by n.source collate "C"`,
    [entity, dataset],
  );
  return rows;
}

/** The last run of every tie-out of the entity; of one period, or of all. */
export async function runPins(
  session: ExportSession,
  entity: string,
  period: string | undefined,
): Promise<PinnedRun[]> {
  const { rows } = await session.client.query<PinnedRun>(
    `select r.run_id as "runId", r.tie_out_id as "tieOutId", r.name as reconciliation, r.period, r.status,
            r.incomplete_reasons as "incompleteReasons", r.result_hash as "resultHash",
            r.finished_at as "finishedAt"
       from tie_outs t join runs r on r.run_id = t.last_run
      where t.entity = $1 and ($2::text is null or t.period = $2)
      order by r.name collate "C", r.period collate "C"`,
    [entity, period ?? null],
  );
  return rows;
}

/** The snapshots that the runs read, each once. */
export async function snapshotsOfRuns(
  session: ExportSession,
  runs: readonly PinnedRun[],
): Promise<PinnedSnapshot[]> {
  const { rows } = await session.client.query<PinnedSnapshot>(
    `select ${SNAPSHOT}
       from (select distinct p.stream_id, side.snapshot_no
               from runs r
              cross join lateral (values (r.left_projection, r.left_snapshot),
                                         (r.right_projection, r.right_snapshot)) side (projection_id, snapshot_no)
               join projections p on p.projection_id = side.projection_id
              where r.run_id = any($1::bigint[])) pin
       join snapshots n on n.stream_id = pin.stream_id and n.snapshot_no = pin.snapshot_no
      order by n.source collate "C", n.dataset collate "C", n.snapshot_no`,
    [runs.map((run) => run.runId)],
  );
  return rows;
}

/** Exceptions that are open in the entity (and period) now, from the rollup. */
export async function openExceptions(
  session: ExportSession,
  entity: string,
  period: string | undefined,
): Promise<string> {
  const { rows } = await session.client.query<{ open: string }>(
    `select coalesce(sum(exception_count), 0)::text as open from exception_rollups
      where entity = $1 and ($2::text is null or period = $2) and state = 'open'`,
    [entity, period ?? null],
  );
  return rows[0]?.open ?? '0';
}

/** Files that could not be taken in, and no later delivery of their contract made up for: what they hold is missing. */
export async function openRejections(
  session: ExportSession,
  entity: string,
  dataset: string,
): Promise<{ source: string; contract: string; at: string; problem: unknown }[]> {
  const { rows } = await session.client.query<{
    source: string;
    contract: string;
    at: string;
    problem: unknown;
  }>(
    `select source, contract, at, problem from rejected_deliveries
      where entity = $1 and dataset = $2 and resolved_at is null order by source collate "C", rejection_id`,
    [entity, dataset],
  );
  return rows;
}
