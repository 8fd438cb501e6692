import type { Decimal, Int8 } from './values.ts';

export interface MatchesTable {
  tie_out_id: number;
  key_hash: Int8;
  match_key: string;
  currency: string;
  pass: number;
  cardinality: string;
  left_count: number;
  right_count: number;
  left_amount: Decimal;
  right_amount: Decimal;
  difference: Decimal;
  /** Only where the right lines have another one. */
  right_currency: string | null;
  /** Decimal text per class. */
  explained: Record<string, string> | null;
  from_run: Int8;
  to_run: Int8 | null;
}
