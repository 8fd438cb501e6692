import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { Publication } from './publications.ts';

/** What is current of each export, for a period. */
export async function currentPublications(
  db: Db,
  of: { entities: readonly string[]; period: string },
): Promise<Publication[]> {
  const { rows } = await sql<Publication>`
    select distinct on (entity, export_name)
           publication_id as "publicationId", export_name as "exportName", schema_version as "schemaVersion", entity,
           period, rows, manifest, folder, published_at as "publishedAt", published_by as "publishedBy",
           trace_id as "traceId", superseded_by as "supersededBy"
      from publications
     where entity = any(${[...of.entities]}) and period = ${of.period} and superseded_by is null
     order by entity, export_name, publications.published_at desc`.execute(db);
  return rows;
}
