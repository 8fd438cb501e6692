import type { GeneratedAlways } from 'kysely';

export interface ReconciliationsTable {
  reconciliation_id: GeneratedAlways<number>;
  entity: string;
  name: string;
}
