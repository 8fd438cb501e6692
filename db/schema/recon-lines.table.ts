import type { Decimal, Int8 } from './values.ts';

export interface ReconLinesTable {
  projection_id: number;
  key_hash: Int8;
  /** Another line of the projection has this hash, now or once. */
  repeated: boolean;
  /** Null where a part of the key is null or empty. */
  match_key: string | null;
  currency: string;
  minor: Int8 | null;
  amount: Decimal;
  line_date: string | null;
  record_hash: Int8;
  record_key: string;
  version: number;
  valid_from: number;
  valid_to: number | null;
  later_keys: string | null;
  /** Amounts of the rules' parts, as an array. */
  parts: string | null;
  /** Override of the threshold that it is under. */
  limit_no: number | null;
}
