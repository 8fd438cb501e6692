import type { Int8 } from './values.ts';

export interface UnreadableLinesTable {
  projection_id: number;
  record_hash: Int8;
  record_key: string;
  version: number;
  line_date: string | null;
  problem: 'amount_missing' | 'currency_missing';
  valid_from: number;
  valid_to: number | null;
}
