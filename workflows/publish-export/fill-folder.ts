import { join } from 'node:path';
import { openExceptions } from '#db/queries/export-pins.ts';
import { type ExportSession, withExportSession } from '#db/queries/export-session.ts';
import { exportTotals } from '#db/queries/export-totals.ts';
import { currentPublication } from '#db/queries/publications.ts';
import { type ExportFormat, MANIFEST_FILE, type Manifest, manifestBytes } from '#exports/manifest.ts';
import { currencyOf, majorOf } from '#exports/schemas/schema.ts';
import type { CsvDialect } from '#exports/writers/csv.ts';
import { withFile } from '#exports/writers/file-sink.ts';
import type { Context } from '../context.ts';
import { type Gathered, gather, type Wanted } from './gather.ts';
import { manifestOf } from './manifest-of.ts';
import { proveFile, provenTotals } from './prove.ts';
import { writeDataFile } from './write-file.ts';

export interface FillRequest extends Wanted {
  formats: readonly ExportFormat[];
  dialect: CsvDialect;
  /** Exists, is empty, and is not visible yet. */
  folder: string;
  publicationId: string;
  publishedBy: string;
}

/** Writes the files, proves them and writes the manifest last. */
export async function fillFolder(context: Context, request: FillRequest): Promise<Manifest> {
  const manifest = await withExportSession(context.connection, async (session) => {
    context.progress({ step: 'gather', detail: request.schema.name });
    const gathered = await gather(session, context.workspace, request);
    return writeFiles(context, session, request, gathered);
  });
  context.progress({ step: 'write manifest' });
  await withFile(join(request.folder, MANIFEST_FILE), (sink) => sink.write(manifestBytes(manifest)));
  return manifest;
}

async function writeFiles(
  context: Context,
  session: ExportSession,
  request: FillRequest,
  gathered: Gathered,
): Promise<Manifest> {
  const { schema, entity, period } = request;
  const totals = provenTotals(
    schema,
    gathered,
    await exportTotals(session, gathered.rows, controlsOf(schema)),
  );
  const facts = manifestOf(request, gathered, totals, {
    publishedAt: context.now(),
    traceId: context.newTraceId(),
    openExceptions: await openExceptions(session, entity, period === '' ? undefined : period),
    supersedes: await currentPublication(context.connection.db, {
      exportName: schema.name,
      major: majorOf(schema),
      entity,
      period,
    }),
  });
  const files = [];
  for (const format of request.formats) {
    context.signal?.throwIfAborted();
    context.progress({ step: `write ${format}`, of: totals.rows });
    const written = await writeDataFile(session, request, gathered, facts, format);
    context.progress({ step: `prove ${format}`, of: totals.rows });
    files.push(await proveFile(request, totals, written));
  }
  return { ...facts, files };
}

function controlsOf(schema: Wanted['schema']): { column: string; currency: string }[] {
  return schema.controls.map((column) => ({ column, currency: currencyOf(schema, column) }));
}
