import { PublishedFileMalformed } from '../failures.ts';
import type { ManifestFile } from '../manifest.ts';
import { inspectCsv } from './inspect-csv.ts';
import { inspectParquet } from './inspect-parquet.ts';
import { inspectXlsx } from './inspect-xlsx.ts';
import type { Inspection, InspectRequest } from './inspection.ts';

/** Reads the rows of a published file back from its bytes. @throws PublishedFileMalformed */
export async function inspectFile(
  request: InspectRequest,
  file: Pick<ManifestFile, 'format' | 'dialect' | 'sheets'>,
): Promise<Inspection> {
  switch (file.format) {
    case 'csv':
      if (!file.dialect) throw new PublishedFileMalformed(request.name, 'its manifest names no dialect');
      return inspectCsv(request, file.dialect);
    case 'parquet':
      return inspectParquet(request);
    case 'xlsx':
      return inspectXlsx(request, file.sheets ?? []);
    default:
      throw new PublishedFileMalformed(request.name, `its format "${String(file.format)}" is unknown`);
  }
}
