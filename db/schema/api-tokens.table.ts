import type { Instant } from './values.ts';

export interface ApiTokensTable {
  name: string;
  secret_hash: string;
  entity: string;
  role: string;
  scopes: string[];
  created_at: Instant;
  created_by: string;
  expires_at: Instant | null;
  revoked_at: Instant | null;
  last_used_at: Instant | null;
}
