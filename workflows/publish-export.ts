import { join, relative, resolve, sep } from 'node:path';
import type { Actor } from '#core/access/actor.ts';
import { publicationById } from '#db/queries/publications.ts';
import type { ExportFormat, Manifest } from '#exports/manifest.ts';
import { seriesFolder } from '#exports/publish/layout.ts';
import { StagedFolder, sweepAbandoned } from '#exports/publish/staged-folder.ts';
import { exportNamed } from '#exports/schemas/registry.ts';
import { majorOf } from '#exports/schemas/schema.ts';
import type { CsvDialect, CsvProfile } from '#exports/writers/csv.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { announce, record } from './publish-export/announce.ts';
import { fillFolder } from './publish-export/fill-folder.ts';
import { chosenDialect, chosenFormats, exportedEntity } from './publish-export/request.ts';

export interface PublishExportInput {
  /** Name of a schema: exceptions, matches, reconciliation_summary, or a dataset. */
  export: string;
  /** May be left out where the workspace leaves no choice. */
  entity?: string;
  /** 2026-01, 2026-Q1 or 2026; left out: everything to date. */
  period?: string;
  /** Default: those that the workspace declares for the export, else CSV. */
  formats?: readonly ExportFormat[];
  /** How a CSV is written; `machine` unless asked otherwise. */
  csv?: CsvProfile | CsvDialect;
  /** Where to publish instead of `<data folder>/exports`; the layout below it is the same. */
  outFolder?: string;
}

export interface PublishedExport {
  publicationId: string;
  /** Absolute; holds the files and manifest.json. */
  folder: string;
  manifest: Manifest;
}

/**
 * Publishes one export of one entity: files are written where nobody looks, read back and proven, then the manifest,
 * then all of it becomes visible at once, then it is recorded. Whatever fails before that leaves nothing visible.
 * @throws UnknownName, PeriodInvalid, ValueDoesNotFit, FormatLimitReached, StorageFailed, ExportNotProven
 */
export const publishExport = defineWorkflow<PublishExportInput, PublishedExport>({
  name: 'publish-export',
  permission: 'export.publish',
  entityOf: (context, input) => exportedEntity(context.workspace, input),
  run: publish,
});

async function publish(context: Context, actor: Actor, input: PublishExportInput): Promise<PublishedExport> {
  const schema = exportNamed(input.export);
  const entity = exportedEntity(context.workspace, input);
  const formats = chosenFormats(context.workspace, input, entity);
  const publicationId = context.newTraceId();
  const root = input.outFolder === undefined ? join(context.dataFolder, 'exports') : resolve(input.outFolder);
  const series = seriesFolder(root, { entity, export: schema.name, major: majorOf(schema) });
  await sweepAbandoned(series, context.now());
  const staged = await StagedFolder.create(series, publicationId);
  const request = {
    ...{ schema, entity, formats, publicationId },
    period: input.period ?? '',
    dialect: chosenDialect(input),
    folder: staged.path,
    publishedBy: actor.id,
  };
  const manifest = await orElse(
    () => staged.discard(),
    () => fillFolder(context, request),
  );
  await orElse(
    () => withdraw(context, publicationId, staged),
    async () => {
      context.progress({ step: 'reveal', detail: staged.target });
      await staged.reveal();
      context.progress({ step: 'record', detail: publicationId });
      await record(context, actor, manifest, storedFolder(context.dataFolder, staged.target));
    },
  );
  await announce(context, series, manifest);
  return { publicationId, folder: staged.target, manifest };
}

async function orElse<T>(undo: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await undo();
    throw error;
  }
}

/** Takes the files away, unless the database did, or may have, recorded them before it failed to say so. */
async function withdraw(context: Context, publicationId: string, staged: StagedFolder): Promise<void> {
  const recorded = await publicationById(context.connection.db, publicationId).catch(() => 'unknown');
  if (recorded === undefined) await staged.discard();
}

/** The data folder may move, and what lies in it moves along. */
function storedFolder(dataFolder: string, folder: string): string {
  const inside = relative(dataFolder, folder);
  return inside.startsWith('..') || inside === '' ? folder : inside.split(sep).join('/');
}
