import type { Generated, GeneratedAlways } from 'kysely';
import type { Decimal, Instant, Int8 } from './values.ts';

export interface ExceptionsTable {
  exception_id: string;
  key_hash: Int8;
  tie_out_id: number;
  entity: string;
  reconciliation: string;
  period: string;
  match_key: string;
  /** The key cut to 400 characters, by which lists are sorted: an index holds no key of any length. */
  sort_key: GeneratedAlways<string>;
  currency: string;
  type: 'missing_left' | 'missing_right' | 'amount' | 'currency' | 'duplicate' | 'timing' | 'part';
  class: Generated<'unexplained' | 'timing' | 'fee' | 'fx' | 'tax' | 'rounding'>;
  /** The rule or circumstance that explains it. */
  cause: string | null;
  /** Decimal text per class; null where nothing explains any of it. */
  explained: Record<string, string> | null;
  /** Type currency only: see `FxSplit` in core/reconcile/fx.ts; decimals are text. */
  fx: Record<string, string | number | null> | null;
  state: 'open' | 'cleared';
  severity: 'normal' | 'material';
  rule: string;
  left_count: number;
  left_amount: Decimal | null;
  left_currency: string | null;
  left_date: string | null;
  right_count: number;
  right_amount: Decimal | null;
  right_currency: string | null;
  right_date: string | null;
  difference: Decimal;
  absolute_difference: Decimal;
  threshold: Decimal | null;
  /** Left minus right of each part of the amount in which the sides differ, decimal text by name. */
  part_differences: Record<string, string> | null;
  days_apart: number | null;
  counterparty: string | null;
  item_date: string | null;
  opened_run: Int8;
  opened_at: Instant;
  changed_run: Int8;
  cleared_run: Int8 | null;
  cleared_at: Instant | null;
  reopened_times: Generated<number>;
}
