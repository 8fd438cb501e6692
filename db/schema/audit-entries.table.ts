import type { Instant, Int8 } from './values.ts';

export interface AuditEntriesTable {
  seq: Int8;
  at: Instant;
  actor: string;
  entity: string;
  action: string;
  subject: string;
  trace_id: string | null;
  detail: string;
  form: number;
  previous_hash: Buffer;
  hash: Buffer;
}
