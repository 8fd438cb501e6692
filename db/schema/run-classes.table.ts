import type { Decimal, Int8 } from './values.ts';

export interface RunClassesTable {
  run_id: Int8;
  currency: string;
  class: 'unexplained' | 'timing' | 'fee' | 'fx' | 'tax' | 'rounding';
  /** Empty where none is named. */
  cause: string;
  origin: 'match' | 'exception';
  item_count: Int8;
  amount: Decimal;
}
