import type { Generated, GeneratedAlways } from 'kysely';

export interface ReconciliationsTable {
  reconciliation_id: GeneratedAlways<number>;
  entity: string;
  name: string;
  /** Counts what people did by hand in it. */
  manual_order: Generated<string>;
}
