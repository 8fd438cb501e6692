import { createReadStream } from 'node:fs';
import { createReadableStreamFromReadable } from '@remix-run/node';
import { holds } from '#core/access/policy.ts';
import { currentPublications } from '#db/queries/publication-read.ts';
import { listPublications, type Publication } from '#db/queries/publications.ts';
import { downloadExport } from '#workflows/download-export.ts';
import { enqueueExport } from '#workflows/enqueue-job.ts';
import { type ExportColumn, exportNamed, type Manifest } from '#workflows/export-schemas.ts';
import { found } from './not-found.server.ts';
import { type Reason, reasonOf } from './reasons.server.ts';
import type { Viewer } from './screen.server.ts';

export type { ExportColumn };

export interface PublicationLine {
  publicationId: string;
  exportName: string;
  entity: string;
  period: string;
  schemaVersion: string;
  rows: string;
  state: 'final' | 'provisional';
  reasons: { subject: string; rule: string; causes: Reason[] }[];
  asOf: string | null;
  publishedAt: string;
  publishedBy: string;
  supersededBy: string | null;
  files: { name: string; format: string; bytes: number; sha256: string }[];
}

export interface ExportLine {
  export: string;
  entity: string;
  meaning: string;
  schemaVersion: string;
  formats: readonly string[];
  latest: PublicationLine | null;
  canPublish: boolean;
}

/** Every declared export, with what is current of it in the period. */
export async function presentExports(viewer: Viewer): Promise<{ exports: ExportLine[] }> {
  const { context, entities, period } = viewer;
  const current = await currentPublications(context.connection.db, { entities, period });
  return {
    exports: context.workspace.exports
      .filter(({ entity }) => entities.includes(entity))
      .map((declared) => lineOf(viewer, declared, current)),
  };
}

function lineOf(
  viewer: Viewer,
  declared: { export: string; entity: string; formats: readonly string[] },
  current: readonly Publication[],
): ExportLine {
  const schema = exportNamed(declared.export);
  const latest = current.find((it) => it.exportName === declared.export && it.entity === declared.entity);
  return {
    export: declared.export,
    entity: declared.entity,
    meaning: schema.meaning,
    schemaVersion: schema.version,
    formats: declared.formats,
    latest: latest ? publicationLine(latest) : null,
    canPublish: holds(viewer.actor, 'export.publish', declared.entity),
  };
}

function publicationLine(publication: Publication): PublicationLine {
  // What an older version published may lack what later ones state.
  const manifest = publication.manifest as Partial<Manifest>;
  return {
    publicationId: publication.publicationId,
    exportName: publication.exportName,
    entity: publication.entity,
    period: publication.period,
    schemaVersion: publication.schemaVersion,
    rows: publication.rows,
    state: manifest.state ?? 'provisional',
    reasons: (manifest.reasons ?? []).map(({ subject, rule, details }) => ({
      subject,
      rule,
      causes: details.map(reasonOf),
    })),
    asOf: manifest.as_of ?? null,
    publishedAt: publication.publishedAt,
    publishedBy: publication.publishedBy,
    supersededBy: publication.supersededBy,
    files: (manifest.files ?? []).map(({ name, format, bytes, sha256 }) => ({ name, format, bytes, sha256 })),
  };
}

export interface ExportData extends ExportLine {
  columns: ExportColumn[];
  orderBy: readonly string[];
  history: PublicationLine[];
}

const HISTORY = 50;

export async function presentExport(viewer: Viewer): Promise<ExportData> {
  const { context, entities, params, period } = viewer;
  const name = params.name ?? '';
  const declared = found(
    context.workspace.exports.find((it) => it.export === name && entities.includes(it.entity)),
    'export',
    name,
  );
  const schema = exportNamed(name);
  const { db } = context.connection;
  const [current, history] = await Promise.all([
    currentPublications(db, { entities: [declared.entity], period }),
    listPublications(db, { entities: [declared.entity], exportName: name, limit: HISTORY }),
  ]);
  return {
    ...lineOf(viewer, declared, current),
    columns: [...schema.columns],
    orderBy: schema.orderBy,
    history: history.map(publicationLine),
  };
}

/** Queues a publication of the export for the period in force. */
export async function publishNow(viewer: Viewer, entity: string): Promise<{ jobId: string | null }> {
  const name = viewer.params.name ?? '';
  const declared = found(
    viewer.context.workspace.exports.find((it) => it.export === name && it.entity === entity),
    'export',
    name,
  );
  const { jobId } = await enqueueExport(viewer.context, viewer.actor, {
    export: name,
    entity,
    formats: declared.formats,
    ...(viewer.period === '' ? {} : { period: viewer.period }),
    coalesce: true,
  });
  return { jobId: jobId ?? null };
}

const TYPES: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  json: 'application/json; charset=utf-8',
};

/** The bytes of a published file, streamed from the disk. */
export async function downloadFile(viewer: Viewer): Promise<Response> {
  const { id = '', file = '' } = viewer.params;
  const found = await downloadExport(viewer.context, viewer.actor, { publicationId: id, file });
  const headers = new Headers({
    'content-type': TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'content-length': String(found.bytes),
    'content-disposition': `attachment; filename="${file.replace(/[^\w.-]/g, '_')}"`,
    'cache-control': 'private, no-store',
  });
  if (found.sha256 !== null) headers.set('etag', `"${found.sha256}"`);
  return new Response(createReadableStreamFromReadable(createReadStream(found.path)), { headers });
}
