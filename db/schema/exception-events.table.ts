import type { Instant, Int8, Json } from './values.ts';

export interface ExceptionEventsTable {
  exception_id: string;
  key_hash: Int8;
  run_id: Int8;
  kind: 'opened' | 'changed' | 'cleared' | 'reopened';
  at: Instant;
  actor: string;
  fields: Json;
}
