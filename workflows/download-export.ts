import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Failure } from '#core/failure/failure.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { type Publication, publicationById } from '#db/queries/publications.ts';
import { MANIFEST_FILE, type Manifest } from '#exports/manifest.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export class PublicationNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly publication: string) {
    super(`there is no publication ${publication}`, 'See the list of exports.');
  }
}

export class PublishedFileNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly publication: string,
    readonly file: string,
  ) {
    super(`publication ${publication} has no file ${file}`, 'Its manifest lists the files.');
  }
}

/** The file on the disk is not the one whose hash the manifest states: it is not handed out. */
export class PublishedFileChanged extends Failure {
  readonly kind = 'internal';
  constructor(readonly path: string) {
    super(
      `${path} is missing, or is not as it was published`,
      'Publish the export again; `tieout export verify` checks a folder.',
    );
  }
}

export interface DownloadableFile {
  /** Absolute. */
  path: string;
  name: string;
  bytes: number;
  /** Null for the manifest itself. */
  sha256: string | null;
}

export interface DownloadInput {
  publicationId: string;
  /** A file that the manifest lists, or `manifest.json`. */
  file: string;
}

/**
 * Finds a published file for download and tells the audit log who took it.
 * @throws PublicationNotFound, PublishedFileNotFound, PublishedFileChanged
 */
export const downloadExport = defineWorkflow<DownloadInput, DownloadableFile>({
  name: 'download-export',
  permission: 'export.download',
  entityOf: async (context, { publicationId }) => (await existing(context, publicationId)).entity,
  run: async (context, actor, { publicationId, file }) => {
    const publication = await existing(context, publicationId);
    const found = await onDisk(context, publication, file);
    await context.connection.db.transaction().execute((trx) =>
      appendAudit(trx, [
        {
          actor: actor.id,
          entity: publication.entity,
          action: 'export.downloaded',
          subject: `publication:${publicationId}`,
          traceId: publication.traceId,
          detail: { export: publication.exportName, file, sha256: found.sha256 },
        },
      ]),
    );
    return found;
  },
});

async function existing(context: Context, publicationId: string): Promise<Publication> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(publicationId);
  const publication = isId ? await publicationById(context.connection.db, publicationId) : undefined;
  if (!publication) throw new PublicationNotFound(publicationId);
  return publication;
}

/** Only names that the manifest lists: nothing else of the disk can be asked for. */
async function onDisk(context: Context, publication: Publication, file: string): Promise<DownloadableFile> {
  const listed = (publication.manifest as Manifest).files.find(({ name }) => name === file);
  if (!listed && file !== MANIFEST_FILE) throw new PublishedFileNotFound(publication.publicationId, file);
  const folder = isAbsolute(publication.folder)
    ? publication.folder
    : join(context.dataFolder, publication.folder);
  const path = join(folder, file);
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile() || (listed && info.size !== listed.bytes)) throw new PublishedFileChanged(path);
  return { path, name: file, bytes: info.size, sha256: listed?.sha256 ?? null };
}
