import { basename } from 'node:path';
import type { ExportTotals } from '#db/queries/export-totals.ts';
import { ExportNotProven, ValueDoesNotFit } from '#exports/failures.ts';
import type { ManifestFile } from '#exports/manifest.ts';
import { type ControlTotal, totalsDifference } from '#exports/rows/control-totals.ts';
import { declaredType } from '#exports/schemas/declared-type.ts';
import { columnNamed, type ExportSchema } from '#exports/schemas/schema.ts';
import { hashFile } from '#exports/verify/hash-file.ts';
import { inspectFile } from '#exports/verify/inspect-file.ts';
import type { Gathered } from './gather.ts';

/** What the database says will be published. */
export interface ProvenTotals {
  rows: number;
  controls: ControlTotal[];
}

/** A file as it was written, before its bytes were looked at. */
export type WrittenFile = Pick<ManifestFile, 'format' | 'dialect' | 'sheets' | 'flagged'> & { path: string };

/** @throws ValueDoesNotFit; ExportNotProven when the rows are not those that the snapshots promise */
export function provenTotals(schema: ExportSchema, gathered: Gathered, totals: ExportTotals): ProvenTotals {
  if (totals.misfit) {
    const { column, value, record } = totals.misfit;
    const declared = declaredType(columnNamed(schema, column));
    throw new ValueDoesNotFit({ export: schema.name, column, declared, value, record });
  }
  const { promisedRows } = gathered;
  if (promisedRows !== undefined && promisedRows !== BigInt(totals.rows)) {
    throw new ExportNotProven(
      schema.name,
      'the number of rows of the snapshots',
      String(promisedRows),
      totals.rows,
    );
  }
  return {
    rows: Number(totals.rows),
    controls: totals.controls.map(({ column, currency, rows, total }) => ({
      column,
      currency,
      rows: Number(rows),
      total,
    })),
  };
}

/** Reads the file back from the disk and compares it with what the database said. @throws ExportNotProven */
export async function proveFile(
  { schema }: { schema: ExportSchema },
  totals: ProvenTotals,
  { path, ...file }: WrittenFile,
): Promise<ManifestFile> {
  const name = basename(path);
  const { columns, controls } = schema;
  const inspection = await inspectFile({ path, name, columns, controls }, file);
  if (inspection.rows !== totals.rows) {
    throw new ExportNotProven(name, 'the number of rows', String(totals.rows), String(inspection.rows));
  }
  const difference = totalsDifference(totals.controls, inspection.controlTotals);
  if (difference) {
    throw new ExportNotProven(name, `the ${difference.what}`, difference.expected, difference.actual);
  }
  const { format, ...rest } = file;
  return { name, format, ...(await hashFile(path)), rows: inspection.rows, ...rest };
}
