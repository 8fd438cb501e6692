import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** bigint with a default. */
type Count = ColumnType<string, string | number | undefined, string | number>;

export interface ProjectionsTable {
  projection_id: GeneratedAlways<number>;
  reconciliation_id: number;
  side: 'left' | 'right';
  stream_id: number;
  projection_hash: string;
  covered_snapshot: Generated<number>;
  /** Lines written in the order of their hashes. */
  lines_in_order: Count;
  /** Lines added since, wherever there was room. */
  lines_added: Count;
}
