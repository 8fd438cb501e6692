import type { GeneratedAlways } from 'kysely';
import type { Instant, Int8, Json } from './values.ts';

export interface RejectedDeliveriesTable {
  rejection_id: GeneratedAlways<string>;
  entity: string;
  source: string;
  dataset: string;
  contract: string;
  file: string;
  raw_id: Int8 | null;
  problem: Json;
  at: Instant;
  actor: string;
  trace_id: string;
  resolved_at: Instant | null;
}
