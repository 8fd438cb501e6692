import type { Generated, GeneratedAlways } from 'kysely';

export interface ProjectionsTable {
  projection_id: GeneratedAlways<number>;
  reconciliation_id: number;
  side: 'left' | 'right';
  stream_id: number;
  projection_hash: string;
  covered_snapshot: Generated<number>;
}
