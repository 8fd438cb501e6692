import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';

export interface Publication {
  publicationId: string;
  exportName: string;
  schemaVersion: string;
  entity: string;
  /** Empty: everything to date. */
  period: string;
  rows: string;
  /** The manifest as it lies beside the files (see `exports/manifest.ts`). */
  manifest: unknown;
  /** Relative to the data folder, or absolute where the files were published elsewhere. */
  folder: string;
  publishedAt: string;
  publishedBy: string;
  traceId: string;
  supersededBy: string | null;
}

export interface NewPublication {
  publicationId: string;
  exportName: string;
  schemaVersion: string;
  entity: string;
  period: string;
  rows: string;
  manifest: unknown;
  folder: string;
  publishedAt: Date;
  publishedBy: string;
  traceId: string;
}

const COLUMNS = [
  'publication_id as publicationId',
  'export_name as exportName',
  'schema_version as schemaVersion',
  'entity',
  'period',
  'rows',
  'manifest',
  'folder',
  'published_at as publishedAt',
  'published_by as publishedBy',
  'trace_id as traceId',
  'superseded_by as supersededBy',
] as const;

/** Stores the publication; it supersedes the current one of its export, major version, entity and period. */
export async function insertPublication(trx: Trx, publication: NewPublication): Promise<void> {
  // Two that publish at once would not see each other's row, and both would stay current.
  const series = `publication ${publication.entity} ${publication.exportName} ${publication.period}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${series}, 0))`.execute(trx);
  await trx
    .insertInto('publications')
    .values({
      publication_id: publication.publicationId,
      export_name: publication.exportName,
      schema_version: publication.schemaVersion,
      entity: publication.entity,
      period: publication.period,
      rows: publication.rows,
      manifest: JSON.stringify(publication.manifest),
      folder: publication.folder,
      published_at: publication.publishedAt,
      published_by: publication.publishedBy,
      trace_id: publication.traceId,
      superseded_by: null,
    })
    .execute();
  await trx
    .updateTable('publications')
    .set({ superseded_by: publication.publicationId })
    .where('entity', '=', publication.entity)
    .where('export_name', '=', publication.exportName)
    .where('period', '=', publication.period)
    .where(
      sql<boolean>`split_part(schema_version, '.', 1) = split_part(${publication.schemaVersion}, '.', 1)`,
    )
    .where('superseded_by', 'is', null)
    .where('publication_id', '!=', publication.publicationId)
    .execute();
}

/** The publication that is current for its export, major version, entity and period. */
export async function currentPublication(
  db: Db | Trx,
  what: { exportName: string; major: number; entity: string; period: string },
): Promise<Publication | undefined> {
  return db
    .selectFrom('publications')
    .select(COLUMNS)
    .where('entity', '=', what.entity)
    .where('export_name', '=', what.exportName)
    .where('period', '=', what.period)
    .where(sql<boolean>`split_part(schema_version, '.', 1) = ${String(what.major)}`)
    .where('superseded_by', 'is', null)
    .orderBy('published_at', 'desc')
    .executeTakeFirst();
}

export async function publicationById(db: Db | Trx, publicationId: string): Promise<Publication | undefined> {
  return db
    .selectFrom('publications')
    .select(COLUMNS)
    .where('publication_id', '=', publicationId)
    .executeTakeFirst();
}

/** Newest first, in pages: `before` is the last publication of the page before. */
export async function listPublications(
  db: Db,
  filter: {
    entities: readonly string[];
    exportName?: string;
    /** Leaves out what a newer publication has superseded. */
    currentOnly?: boolean;
    before?: { publishedAt: string; publicationId: string };
    limit: number;
  },
): Promise<Publication[]> {
  if (filter.entities.length === 0) return [];
  let query = db
    .selectFrom('publications')
    .select(COLUMNS)
    .where('entity', 'in', [...filter.entities])
    .orderBy('publications.published_at', 'desc')
    .orderBy('publications.publication_id', 'desc')
    .limit(filter.limit);
  if (filter.exportName !== undefined) query = query.where('export_name', '=', filter.exportName);
  if (filter.currentOnly) query = query.where('superseded_by', 'is', null);
  if (filter.before) {
    const { publishedAt, publicationId } = filter.before;
    query = query.where(
      sql<boolean>`(published_at, publication_id) < (${publishedAt}::timestamptz, ${publicationId}::uuid)`,
    );
  }
  return query.execute();
}
