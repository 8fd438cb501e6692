import { join } from 'node:path';
import { copyCsv } from '#db/queries/export-copy.ts';
import type { ExportSession } from '#db/queries/export-session.ts';
import type { ExportFormat, Manifest } from '#exports/manifest.ts';
import { writeCsvFile } from '#exports/writers/csv-file.ts';
import type { FillRequest } from './fill-folder.ts';
import type { Gathered } from './gather.ts';
import type { WrittenFile } from './prove.ts';

/** Streams the rows from the database into one file of the folder. */
export async function writeDataFile(
  session: ExportSession,
  { schema, folder, dialect }: FillRequest,
  { rows }: Gathered,
  _facts: Omit<Manifest, 'files'>,
  format: ExportFormat,
): Promise<WrittenFile> {
  const path = join(folder, `${schema.name}.${format}`);
  switch (format) {
    case 'csv':
      await writeCsvFile(path, copyCsv(session, rows, dialect), dialect);
      return { path, format, dialect };
    default:
      throw new Error(`no writer for ${format}`);
  }
}
