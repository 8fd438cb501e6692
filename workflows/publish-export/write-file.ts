import { join } from 'node:path';
import { copyBinary, copyCsv } from '#db/queries/export-copy.ts';
import type { ExportSession } from '#db/queries/export-session.ts';
import { ValueDoesNotFit } from '#exports/failures.ts';
import { GENERATED_BY } from '#exports/generated-by.ts';
import type { ExportFormat, Manifest } from '#exports/manifest.ts';
import { provenanceRows } from '#exports/provenance.ts';
import { declaredType } from '#exports/schemas/declared-type.ts';
import { columnNamed, type ExportSchema } from '#exports/schemas/schema.ts';
import { writeCsvFile } from '#exports/writers/csv-file.ts';
import { writeParquetFile } from '#exports/writers/parquet/parquet-file.ts';
import { writeXlsxFile } from '#exports/writers/xlsx/xlsx-file.ts';
import type { FillRequest } from './fill-folder.ts';
import type { Gathered } from './gather.ts';
import type { WrittenFile } from './prove.ts';

/** Streams the rows from the database into one file of the folder. */
export async function writeDataFile(
  session: ExportSession,
  { schema, folder, dialect }: FillRequest,
  { rows }: Gathered,
  facts: Omit<Manifest, 'files'>,
  format: ExportFormat,
): Promise<WrittenFile> {
  const path = join(folder, `${schema.name}.${format}`);
  switch (format) {
    case 'csv':
      await writeCsvFile(path, copyCsv(session, rows, dialect), dialect);
      return { path, format, dialect };
    case 'parquet':
      await writeParquetFile(path, copyBinary(session, rows), {
        columns: schema.columns,
        metadata: footerFacts(facts),
        createdBy: GENERATED_BY,
        onMisfit: (column, row) => misfit(schema, column.name, row),
      });
      return { path, format };
    case 'xlsx': {
      const written = await writeXlsxFile(path, copyBinary(session, rows), {
        columns: schema.columns,
        sheet: schema.name,
        notes: { sheet: 'Provenance', rows: (flagged) => provenanceRows(schema, facts, flagged) },
      });
      return { path, format, ...written };
    }
  }
}

/** What the rows were looked at for before is met again here only if the writer and the query disagree. */
function misfit(schema: ExportSchema, column: string, row: number): never {
  const declared = declaredType(columnNamed(schema, column));
  throw new ValueDoesNotFit({
    ...{ export: schema.name, column, declared, value: null },
    record: { row: String(row) },
  });
}

/** Facts that follow from what the file is made from, and so are the same whenever it is made again. */
function footerFacts(facts: Omit<Manifest, 'files'>): Record<string, string> {
  return {
    'tieout.export': facts.export,
    'tieout.schema_version': facts.schema_version,
    'tieout.entity': facts.entity,
    'tieout.period': facts.period ?? '',
    'tieout.state': facts.state,
    'tieout.control_totals': JSON.stringify(facts.control_totals),
  };
}
