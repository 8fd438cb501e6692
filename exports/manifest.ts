import type { ControlTotal } from './rows/control-totals.ts';
import type { CsvDialect } from './writers/csv.ts';

export type ExportFormat = 'csv' | 'xlsx' | 'parquet';
export const EXPORT_FORMATS: readonly ExportFormat[] = ['csv', 'xlsx', 'parquet'];

/** The file beside the data that says what it is and proves it. Names of its fields are published: they only grow. */
export interface Manifest {
  manifest_version: 1;
  publication_id: string;
  export: string;
  schema_version: string;
  entity: string;
  /** Null: everything to date. */
  period: string | null;
  /** provisional: an input was missing, late, short or not proven; `reasons` says which. */
  state: 'final' | 'provisional';
  reasons: readonly ProvisionalReason[];
  /** The oldest moment that an input shows: everything in the files is at least as recent. */
  as_of: string | null;
  published_at: string;
  published_by: string;
  generated_by: string;
  trace_id: string;
  /** The publication that this one takes the place of. */
  supersedes: string | null;
  rows: number;
  /** Exceptions open in the entity (and period) when this was published. */
  open_exceptions: number;
  snapshots: readonly ManifestSnapshot[];
  runs: readonly ManifestRun[];
  control_totals: readonly ControlTotal[];
  columns: readonly ManifestColumn[];
  order_by: readonly string[];
  controls: readonly string[];
  files: readonly ManifestFile[];
}

export interface ProvisionalReason {
  rule: 'snapshot_incomplete' | 'run_incomplete' | 'delivery_rejected' | 'never_ingested' | 'never_run';
  /** What it is about: `source/dataset`, or the reconciliation and period. */
  subject: string;
  /** As the snapshot or the run gives them. */
  details: readonly unknown[];
}

export interface ManifestSnapshot {
  source: string;
  dataset: string;
  snapshot: number;
  snapshot_id: string;
  as_of: string;
  taken_at: string;
  rows: number;
  content_hash: string;
  completeness: 'complete' | 'incomplete';
}

export interface ManifestRun {
  run_id: string;
  reconciliation: string;
  period: string;
  status: 'complete' | 'incomplete';
  result_hash: string;
  finished_at: string;
}

export interface ManifestColumn {
  name: string;
  type: string;
  precision?: number;
  scale?: number;
  unit?: string;
  nullable: boolean;
  key: boolean;
}

export interface ManifestFile {
  name: string;
  format: ExportFormat;
  bytes: number;
  sha256: string;
  rows: number;
  /** How a CSV is written. */
  dialect?: CsvDialect;
  /** XLSX: the sheets with data, in order. */
  sheets?: readonly string[];
  /** XLSX: values that stand as text, because a cell's number would not hold them exactly. */
  flagged?: readonly FlaggedColumn[];
}

export interface FlaggedColumn {
  column: string;
  reason: 'more_than_15_digits' | 'date_before_1900_03_01';
  cells: number;
  /** The first ones, as `Sheet!A1`. */
  examples: readonly string[];
}

export const MANIFEST_FILE = 'manifest.json';

/** The bytes of the manifest: the fields in the order they are declared here, two spaces, a line feed at the end. */
export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, inOrder, 2)}\n`);
}

const ORDER: readonly string[] = [
  ...[
    'manifest_version',
    'publication_id',
    'export',
    'schema_version',
    'entity',
    'period',
    'state',
    'reasons',
  ],
  ...[
    'published_at',
    'published_by',
    'generated_by',
    'trace_id',
    'supersedes',
    'open_exceptions',
    'snapshots',
  ],
  ...['runs', 'control_totals', 'columns', 'order_by', 'controls', 'files'],
  ...[
    'rule',
    'subject',
    'details',
    'source',
    'dataset',
    'snapshot',
    'snapshot_id',
    'run_id',
    'reconciliation',
  ],
  ...['as_of', 'taken_at', 'finished_at', 'content_hash', 'result_hash', 'completeness', 'status'],
  ...[
    'column',
    'currency',
    'name',
    'format',
    'bytes',
    'sha256',
    'rows',
    'total',
    'type',
    'precision',
    'scale',
  ],
  ...['unit', 'nullable', 'key', 'dialect', 'sheets', 'flagged', 'reason', 'cells', 'examples'],
];
const PLACE = new Map(ORDER.map((name, i) => [name, i]));

/** Makes the text independent of the order in which objects were put together. */
function inOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const place = (name: string) => PLACE.get(name) ?? ORDER.length;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0)),
  );
}
