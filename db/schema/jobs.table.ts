import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant, Json } from './values.ts';

export interface JobsTable {
  job_id: GeneratedAlways<string>;
  kind: string;
  payload: Json;
  entity: string;
  actor: Json;
  job_key: string | null;
  exclusive_on: string | null;
  state: 'queued' | 'running' | 'done' | 'failed' | 'dead' | 'cancelled';
  run_after: Instant;
  attempts: Generated<number>;
  max_attempts: number;
  worker: string | null;
  lease_until: Instant | null;
  /** Asked of a running job: its worker stops at the next safe point. */
  cancel_requested: Generated<boolean>;
  progress: Json | null;
  result: Json | null;
  problem: Json | null;
  trace_id: string;
  created_at: Instant;
  started_at: Instant | null;
  finished_at: Instant | null;
}
