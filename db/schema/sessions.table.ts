import type { Instant } from './values.ts';

export interface SessionsTable {
  secret_hash: string;
  user_id: string;
  created_at: Instant;
  last_seen_at: Instant;
  expires_at: Instant;
}
