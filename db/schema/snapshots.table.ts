import type { Instant, Int8, Json, JsonWithDefault } from './values.ts';

export interface SnapshotsTable {
  stream_id: number;
  snapshot_no: number;
  snapshot_id: string;
  entity: string;
  source: string;
  dataset: string;
  as_of: Instant;
  taken_at: Instant;
  confirmed_at: Instant;
  row_count: Int8;
  opened_count: Int8;
  closed_count: Int8;
  control_totals: Json;
  content_hash: string;
  completeness: 'complete' | 'incomplete';
  incomplete_reasons: JsonWithDefault;
  trace_id: string;
}
