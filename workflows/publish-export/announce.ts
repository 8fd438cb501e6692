import { join } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { insertPublication } from '#db/queries/publications.ts';
import { MANIFEST_FILE, type Manifest } from '#exports/manifest.ts';
import { pointerName } from '#exports/publish/layout.ts';
import { replaceFile } from '#exports/publish/staged-folder.ts';
import type { Context } from '../context.ts';

/** Stores the publication and tells the audit log, in one transaction. */
export async function record(
  context: Context,
  actor: Actor,
  manifest: Manifest,
  folder: string,
): Promise<void> {
  const exported = `${manifest.export} v${manifest.schema_version}`;
  await context.connection.db.transaction().execute(async (trx) => {
    await insertPublication(trx, {
      publicationId: manifest.publication_id,
      exportName: manifest.export,
      schemaVersion: manifest.schema_version,
      entity: manifest.entity,
      period: manifest.period ?? '',
      rows: String(manifest.rows),
      manifest,
      folder,
      publishedAt: new Date(manifest.published_at),
      publishedBy: actor.id,
      traceId: manifest.trace_id,
    });
    await appendAudit(trx, [
      {
        actor: actor.id,
        entity: manifest.entity,
        action: 'export.published',
        subject: `export:${exported}:${manifest.publication_id}`,
        traceId: manifest.trace_id,
        detail: {
          period: manifest.period,
          state: manifest.state,
          rows: manifest.rows,
          folder,
          files: manifest.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
        },
      },
    ]);
  });
}

/**
 * Points `latest.json` at the publication. A reader of the folder alone follows it; until it is replaced he reads the
 * publication before, which is whole too.
 */
export async function announce(context: Context, series: string, manifest: Manifest): Promise<void> {
  const name = pointerName(manifest.period ?? '');
  context.progress({ step: 'announce', detail: join(series, name) });
  const pointer = {
    publication_id: manifest.publication_id,
    manifest: `${manifest.publication_id}/${MANIFEST_FILE}`,
    files: manifest.files.map((file) => `${manifest.publication_id}/${file.name}`),
    schema_version: manifest.schema_version,
    state: manifest.state,
    published_at: manifest.published_at,
    rows: manifest.rows,
  };
  const bytes = Buffer.from(`${JSON.stringify(pointer, null, 2)}\n`);
  await replaceFile(series, name, bytes, manifest.publication_id);
}
