import type { ReasonCode } from '#core/reconcile/reason.ts';
import type { DifferenceClass } from '#core/reconcile/rules.ts';
import type { ScoreParts, SuggestionLabel } from '#core/reconcile/tied.ts';
import type { Decimal, Instant, Int8, Json } from './values.ts';

/** The suggestion that was accepted, as it was then. */
export interface ManualOrigin {
  suggestion_id: string;
  period: string;
  pass: number;
  rule: string;
  label: SuggestionLabel;
  score: Decimal;
  score_parts: Partial<Record<keyof ScoreParts, Decimal>>;
}

export interface ManualMatchesTable {
  match_id: string;
  reconciliation_id: number;
  entity: string;
  reconciliation: string;
  state: 'active' | 'undone' | 'reopened';
  currency: string;
  right_currency: string | null;
  left_count: number;
  right_count: number;
  left_amount: Decimal;
  right_amount: Decimal;
  difference: Decimal | null;
  reason: ReasonCode | null;
  note: string | null;
  /** `Partial<Record<DifferenceClass, Decimal>>` */
  explained: Json | null;
  /** `ManualOrigin` */
  origin: Json | null;
  left_stream: number;
  left_snapshot: number;
  right_stream: number;
  right_snapshot: number;
  members_hash: string;
  request_hash: string;
  made_order: Int8;
  made_at: Instant;
  made_by: string;
  trace_id: string;
  ended_order: Int8 | null;
  ended_at: Instant | null;
  ended_by: string | null;
  end_note: string | null;
  ended_run: Int8 | null;
  /** `MovedMember[]` */
  moved: Json | null;
}

/** How much each class explains, as it is stored. */
export type StoredExplained = Partial<Record<DifferenceClass, Decimal>>;

export interface ManualMatchLinesTable {
  match_id: string;
  reconciliation_id: number;
  is_left: boolean;
  record_hash: Int8;
  record_key: string;
  version: number;
  /** Of the line's own key, as it was. */
  key_hash: Int8;
  match_key: string | null;
  amount: Decimal;
  currency: string;
  line_date: string | null;
  is_active: boolean;
}
