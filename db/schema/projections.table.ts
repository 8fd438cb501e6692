import type { Generated, GeneratedAlways } from 'kysely';
import type { Int8 } from './values.ts';

export interface ProjectionsTable {
  projection_id: GeneratedAlways<number>;
  reconciliation_id: number;
  side: 'left' | 'right';
  stream_id: number;
  projection_hash: string;
  covered_snapshot: Generated<number>;
  /** Lines written in the order of their hashes. */
  lines_in_order: Generated<Int8>;
  /** Lines added since, wherever there was room. */
  lines_added: Generated<Int8>;
}
