import type { Instant, Int8, Json } from './values.ts';

export interface PublicationsTable {
  publication_id: string;
  export_name: string;
  schema_version: string;
  entity: string;
  period: string;
  rows: Int8;
  manifest: Json;
  folder: string;
  published_at: Instant;
  published_by: string;
  trace_id: string;
  superseded_by: string | null;
}
