import type { Instant, Json } from './values.ts';

export interface DefinitionsTable {
  kind: 'contract' | 'reconciliation' | 'export';
  name: string;
  hash: string;
  version: string;
  body: Json;
  first_used_at: Instant;
}
