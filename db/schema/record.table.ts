import type { Int8, Json } from './values.ts';

/**
 * A version of one record. It holds in the snapshots valid_from .. valid_to - 1 of its stream (valid_to null: still).
 * The dataset's own fields follow the common columns; their names and types are in `core/dataset`.
 */
export interface RecordTable {
  stream_id: number;
  record_hash: Int8;
  record_key: string;
  version: number;
  valid_from: number;
  valid_to: number | null;
  row_hash: string;
  ingestion_id: Int8;
  row_number: Int8;
  byte_start: Int8;
  byte_end: Int8;
  attributes: Json | null;
}
