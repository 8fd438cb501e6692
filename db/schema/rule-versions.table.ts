import type { Instant, Json } from './values.ts';

export interface RuleVersionsTable {
  entity: string;
  name: string;
  number: number;
  hash: string;
  body: Json;
  effective_from: string | null;
  how: 'first_run' | 'automatic' | 'by_hand';
  note: string;
  activated_at: Instant;
  activated_by: string;
}
