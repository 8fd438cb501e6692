import type { Workspace } from '#core/workspace/workspace.ts';
import type { ExportRows } from '#db/queries/export-column.ts';
import { datasetRows } from '#db/queries/export-dataset.ts';
import {
  datasetPins,
  openRejections,
  type PinnedRun,
  type PinnedSnapshot,
  runPins,
  snapshotsOfRuns,
} from '#db/queries/export-pins.ts';
import { exceptionRows, matchRows, summaryRows } from '#db/queries/export-results.ts';
import type { ExportSession } from '#db/queries/export-session.ts';
import type { ProvisionalReason } from '#exports/manifest.ts';
import type { ExportSchema } from '#exports/schemas/schema.ts';
import { periodDays } from './period-days.ts';

/** What one publication is made from, fixed before the first byte is written. */
export interface Gathered {
  rows: ExportRows;
  snapshots: PinnedSnapshot[];
  runs: PinnedRun[];
  reasons: ProvisionalReason[];
  /** How many rows the pins promise; undefined where they do not say. */
  promisedRows?: bigint;
}

export interface Wanted {
  schema: ExportSchema;
  entity: string;
  /** Empty: everything to date. */
  period: string;
}

/** Pins the newest snapshots or the last runs, and says what is wrong with them. @throws PeriodInvalid */
export async function gather(
  session: ExportSession,
  workspace: Workspace,
  wanted: Wanted,
): Promise<Gathered> {
  const { of } = wanted.schema;
  return of.kind === 'dataset'
    ? gatherDataset(session, workspace, wanted, of.dataset)
    : gatherResults(session, workspace, wanted, of.of);
}

async function gatherDataset(
  session: ExportSession,
  workspace: Workspace,
  { schema, entity, period }: Wanted,
  dataset: string,
): Promise<Gathered> {
  const days = periodDays(period);
  const pins = await datasetPins(session, entity, dataset);
  const within = days && schema.dateColumn ? { column: schema.dateColumn, days } : undefined;
  const { columns, orderBy } = schema;
  const rejections = await openRejections(session, entity, dataset);
  const missing = declaredStreams(workspace, entity, dataset).filter(
    (source) => !pins.some((pin) => pin.source === source),
  );
  return {
    rows: datasetRows({ entity, dataset, columns, orderBy, pins, within }),
    snapshots: pins,
    runs: [],
    reasons: [
      ...missing.map((source) => reason('never_ingested', `${source}/${dataset}`)),
      ...rejections.map(({ source, contract, at, problem }) =>
        reason('delivery_rejected', `${source}/${dataset}`, [{ contract, at, problem }]),
      ),
      ...incompleteSnapshots(pins),
    ],
    // A period is a part of the snapshots, and they do not count their parts.
    promisedRows: within ? undefined : pins.reduce((sum, pin) => sum + BigInt(pin.rowCount), 0n),
  };
}

const RESULT_ROWS = { exceptions: exceptionRows, matches: matchRows, summary: summaryRows };

async function gatherResults(
  session: ExportSession,
  workspace: Workspace,
  { schema, entity, period }: Wanted,
  of: keyof typeof RESULT_ROWS,
): Promise<Gathered> {
  periodDays(period); // a period that there is not is refused, not published as empty
  const runs = await runPins(session, entity, period === '' ? undefined : period);
  const snapshots = await snapshotsOfRuns(session, runs);
  const { columns, orderBy } = schema;
  const missing = workspace.reconciliations
    .filter((rules) => rules.entity === entity)
    .map((rules) => rules.reconciliation)
    .filter((name) => !runs.some((run) => run.reconciliation === name));
  return {
    rows: RESULT_ROWS[of]({ entity, columns, orderBy, runs }),
    snapshots,
    runs,
    reasons: [
      ...missing.map((name) => reason('never_run', period === '' ? name : `${name} ${period}`)),
      ...incompleteRuns(runs),
      ...incompleteSnapshots(snapshots),
    ],
  };
}

/** The sources of the entity that are declared to bring the dataset. */
function declaredStreams(workspace: Workspace, entity: string, dataset: string): string[] {
  const sources = new Set(workspace.sources.filter((it) => it.entity === entity).map((it) => it.source));
  const bringing = workspace.contracts.filter((it) => it.dataset === dataset).map((it) => it.source);
  return [...new Set(bringing)].filter((source) => sources.has(source)).sort();
}

function incompleteSnapshots(pins: readonly PinnedSnapshot[]): ProvisionalReason[] {
  return pins
    .filter((pin) => pin.completeness === 'incomplete')
    .map((pin) => reason('snapshot_incomplete', `${pin.source}/${pin.dataset}`, pin.incompleteReasons));
}

function incompleteRuns(runs: readonly PinnedRun[]): ProvisionalReason[] {
  return runs
    .filter((run) => run.status === 'incomplete')
    .map((run) =>
      reason('run_incomplete', `${run.reconciliation} ${run.period}`.trim(), run.incompleteReasons),
    );
}

function reason(
  rule: ProvisionalReason['rule'],
  subject: string,
  details: readonly unknown[] = [],
): ProvisionalReason {
  return { rule, subject, details };
}
