import type { ManifestFile } from '../manifest.ts';
import { inspectCsv } from './inspect-csv.ts';
import type { Inspection, InspectRequest } from './inspection.ts';

/** Reads the rows of a published file back from its bytes. @throws PublishedFileMalformed */
export async function inspectFile(
  request: InspectRequest,
  file: Pick<ManifestFile, 'format' | 'dialect' | 'sheets'>,
): Promise<Inspection> {
  switch (file.format) {
    case 'csv': {
      if (!file.dialect) throw new Error('a CSV in a manifest names its dialect');
      return inspectCsv(request, file.dialect);
    }
    default:
      throw new Error(`no inspector for ${file.format}`);
  }
}
