import type { Instant } from './values.ts';

export interface SuggestionDismissalsTable {
  dismissal_id: string;
  reconciliation_id: number;
  suggestion_id: string;
  lines_hash: string;
  note: string | null;
  dismissed_at: Instant;
  dismissed_by: string;
  undone_at: Instant | null;
  undone_by: string | null;
}
