import type { Decimal, Int8 } from './values.ts';

/** A line of a match that no key names. */
export interface MatchMembersTable {
  tie_out_id: number;
  /** Of the match. */
  key_hash: Int8;
  match_key: string;
  currency: string;
  pass: number;
  is_left: boolean;
  line_key_hash: Int8;
  record_hash: Int8;
  record_key: string;
  version: number;
  line_currency: string;
  amount: Decimal;
  line_date: string | null;
  from_run: Int8;
  to_run: Int8 | null;
}
