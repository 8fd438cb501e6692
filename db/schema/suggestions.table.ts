import type { Generated } from 'kysely';
import type { ScoreParts, SuggestionLabel } from '#core/reconcile/tied.ts';
import type { Decimal, Int8 } from './values.ts';

export interface SuggestionsTable {
  tie_out_id: number;
  suggestion_id: string;
  pass: number;
  /** Name of the pass. */
  rule: string;
  label: SuggestionLabel;
  currency: string;
  left_count: number;
  right_count: number;
  left_amount: Decimal;
  right_amount: Decimal;
  difference: Decimal;
  score: Decimal;
  /** Decimal text per part. */
  score_parts: Record<keyof ScoreParts, string>;
  alternatives: number | null;
  runner_up: string | null;
  run_id: Int8;
  /** Of its lines with their amounts, currencies and dates. */
  lines_hash: Generated<string>;
}

export interface SuggestionLinesTable {
  tie_out_id: number;
  /** Of the exception that the line stands in. */
  key_hash: Int8;
  suggestion_id: string;
  is_left: boolean;
  record_hash: Int8;
  record_key: string;
  version: number;
  amount: Decimal;
  currency: string;
  line_date: string | null;
}
