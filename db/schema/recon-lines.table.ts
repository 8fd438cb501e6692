import type { Decimal, Int8 } from './values.ts';

export interface ReconLinesTable {
  projection_id: number;
  key_hash: Int8;
  match_key: string;
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
}
