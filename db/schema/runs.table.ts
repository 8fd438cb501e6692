import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant, Int8, Json, JsonWithDefault } from './values.ts';

export interface RunsTable {
  run_id: GeneratedAlways<string>;
  tie_out_id: number;
  reconciliation_id: number;
  entity: string;
  name: string;
  period: string;
  rule_hash: string;
  rule_version: number | null;
  left_projection: number;
  left_snapshot: number;
  right_projection: number;
  right_snapshot: number;
  cut_off: string | null;
  status: 'complete' | 'incomplete';
  incomplete_reasons: JsonWithDefault;
  result_hash: string;
  match_count: Int8;
  exception_count: Int8;
  opened_count: Int8;
  cleared_count: Int8;
  reopened_count: Int8;
  pass_counts: Json;
  started_at: Instant;
  finished_at: Instant;
  trace_id: string;
  actor: string;
  /** Up to which number of the reconciliation it saw what people did by hand. */
  manual_order: Generated<string>;
  /** SHA-256 of the matches by hand that it applied; null where there were none. */
  manual_hash: string | null;
  /** Snapshot of each source of rates that was read. */
  fx_pins: JsonWithDefault;
  /** Day of the run in the zone of the entity; null in runs older than the column. */
  as_of_day: string | null;
  /** Lines dated before it were out of scope but for those that run `opening_run` of the earlier reconciliation had open. */
  opening_date: string | null;
  opening_run: Int8 | null;
}
