import type { Instant } from './values.ts';

export interface UsersTable {
  user_id: string;
  email: string;
  name: string;
  created_at: Instant;
  disabled_at: Instant | null;
}
