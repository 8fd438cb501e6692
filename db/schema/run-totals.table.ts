import type { Decimal, Int8 } from './values.ts';

export interface RunTotalsTable {
  run_id: Int8;
  side: 'left' | 'right';
  currency: string;
  line_count: Int8;
  total: Decimal;
  matched_count: Int8;
  matched: Decimal;
  unmatched_count: Int8;
  unmatched: Decimal;
  explained: Decimal;
}
