import type { Generated, GeneratedAlways } from 'kysely';

export interface StreamsTable {
  stream_id: GeneratedAlways<number>;
  entity: string;
  source: string;
  dataset: string;
  last_snapshot: Generated<number>;
}
