import { FormatLimitReached } from '../../failures.ts';
import { CopyBinaryDecoder } from '../../rows/copy-binary.ts';
import { withFile } from '../file-sink.ts';
import { ZipWriter } from '../zip.ts';
import { columnLetters } from './cell-reference.ts';
import type { XlsxColumn } from './cell-writer.ts';
import { DataSheets } from './data-sheets.ts';
import type { FlaggedCells } from './flags.ts';
import { contentTypes, ROOT_RELATIONSHIPS, workbook, workbookRelationships } from './package-parts.ts';
import { sheetEnd, sheetStart, textRow } from './sheet-xml.ts';
import { STYLE, STYLES_XML } from './styles.ts';

/** Rows of a sheet, the header among them. */
export const SHEET_ROWS = 1_048_576;

export interface XlsxRequest {
  columns: readonly XlsxColumn[];
  /** Of the first sheet; further ones get a number. */
  sheet: string;
  /** A last sheet of texts, made when the values that stand as text are known. */
  notes: { sheet: string; rows(flagged: readonly FlaggedCells[]): readonly (readonly string[])[] };
  /** Smaller than a sheet can be, in tests. */
  sheetRows?: number;
}

export interface WrittenXlsx {
  /** Sheets with data, in order. */
  sheets: string[];
  flagged: FlaggedCells[];
}

/**
 * Writes rows of binary COPY as a workbook, cell by cell into a deflating stream: memory does not grow with the rows,
 * and the same rows give the same bytes.
 * @throws StorageFailed; FormatLimitReached for a text longer than a cell holds, or a file beyond 4 GiB
 */
export async function writeXlsxFile(
  path: string,
  copyBinary: AsyncIterable<Buffer>,
  request: XlsxRequest,
): Promise<WrittenXlsx> {
  return withFile(path, async (sink) => {
    const zip = new ZipWriter(sink);
    const sheets = new DataSheets(zip, request.columns, request.sheet, request.sheetRows ?? SHEET_ROWS);
    const decoder = new CopyBinaryDecoder(request.columns.length, sheets);
    for await (const chunk of copyBinary) {
      decoder.push(chunk);
      await sheets.writeReady();
    }
    decoder.end();
    await sheets.end();
    const flagged = sheets.flags.list();
    await writeNotes(zip, sheets.names.length + 1, request.notes.rows(flagged));
    await writeParts(zip, [...sheets.names, request.notes.sheet], sheets.filters);
    await zip.end();
    return { sheets: sheets.names, flagged };
  });
}

async function writeNotes(
  zip: ZipWriter,
  number: number,
  rows: readonly (readonly string[])[],
): Promise<void> {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const letters = Array.from({ length: width }, (_, i) => columnLetters(i));
  const widths = letters.map((_, i) => (i === 0 ? 28 : 40));
  const xml = rows.map((row, i) => textRow(i + 1, row, letters, STYLE.text));
  await zip.add(
    `xl/worksheets/sheet${number}.xml`,
    `${sheetStart(widths, false)}${xml.join('')}${sheetEnd()}`,
  );
}

async function writeParts(
  zip: ZipWriter,
  sheets: readonly string[],
  filters: readonly string[],
): Promise<void> {
  if (sheets.length > 255) throw new FormatLimitReached('xlsx', `${sheets.length} sheets`);
  await zip.add('xl/styles.xml', STYLES_XML);
  await zip.add('xl/workbook.xml', workbook(sheets, filters));
  await zip.add('xl/_rels/workbook.xml.rels', workbookRelationships(sheets.length));
  await zip.add('_rels/.rels', ROOT_RELATIONSHIPS);
  await zip.add('[Content_Types].xml', contentTypes(sheets.length));
}
