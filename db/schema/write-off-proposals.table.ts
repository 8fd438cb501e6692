import type { Decimal, Int8 } from './values.ts';

export interface WriteOffProposalsTable {
  tie_out_id: number;
  key_hash: Int8;
  match_key: string;
  currency: string;
  pass: number;
  account: string;
  /** Signed as the difference of the match: left minus right. */
  amount: Decimal;
  from_run: Int8;
  to_run: Int8 | null;
}
