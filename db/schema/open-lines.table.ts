import type { Int8 } from './values.ts';

/** A line that a run left open, kept for whoever carries it forward. */
export interface OpenLinesTable {
  tie_out_id: number;
  is_left: boolean;
  record_hash: Int8;
  record_key: string;
  from_run: Int8;
  to_run: Int8 | null;
}
