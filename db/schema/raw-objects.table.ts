import type { GeneratedAlways } from 'kysely';
import type { Instant, Int8 } from './values.ts';

export interface RawObjectsTable {
  raw_id: GeneratedAlways<string>;
  entity: string;
  source: string;
  sha256: string;
  name: string;
  size_bytes: Int8;
  received_at: Instant;
  received_by: string;
}
