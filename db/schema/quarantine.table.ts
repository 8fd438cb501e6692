import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant, Int8, Json } from './values.ts';

export interface QuarantineTable {
  quarantine_id: GeneratedAlways<string>;
  entity: string;
  source: string;
  dataset: string;
  stream_id: number;
  ingestion_id: Int8;
  raw_id: Int8;
  contract: string;
  contract_version: number;
  row_number: Int8;
  line_number: Int8 | null;
  byte_start: Int8;
  byte_end: Int8;
  record_key: string | null;
  problems: Json;
  state: Generated<'open' | 'replayed' | 'superseded'>;
  opened_at: Instant;
  resolved_at: Instant | null;
  resolved_by_ingestion: Int8 | null;
}
