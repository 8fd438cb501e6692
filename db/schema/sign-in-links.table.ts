import type { Instant } from './values.ts';

export interface SignInLinksTable {
  secret_hash: string;
  user_id: string;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant | null;
}
