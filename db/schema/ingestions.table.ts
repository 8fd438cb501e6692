import type { GeneratedAlways } from 'kysely';
import type { Instant, Int8, Json, JsonWithDefault } from './values.ts';

export interface IngestionsTable {
  ingestion_id: GeneratedAlways<string>;
  entity: string;
  source: string;
  dataset: string;
  stream_id: number;
  contract: string;
  contract_version: number;
  contract_hash: string;
  raw_id: Int8;
  companions: JsonWithDefault;
  trace_id: string;
  status: 'accepted' | 'unchanged' | 'partial';
  snapshot_no: number;
  rows_read: Int8;
  rows_accepted: Int8;
  rows_unchanged: Int8;
  rows_quarantined: Int8;
  control_totals: Json;
  statement_proofs: Json | null;
  warnings: JsonWithDefault;
  started_at: Instant;
  finished_at: Instant;
  actor: string;
}
