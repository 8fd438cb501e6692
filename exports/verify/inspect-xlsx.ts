import { PublishedFileMalformed } from '../failures.ts';
import { ControlSums } from '../rows/control-totals.ts';
import { toUnscaled } from '../rows/unscaled.ts';
import { columnLetters } from '../writers/xlsx/cell-reference.ts';
import { unescapedXml } from '../writers/xlsx/xml-text.ts';
import { type ControlPlace, controlPlaces, type Inspection, type InspectRequest } from './inspection.ts';
import { type SheetHandler, SheetScanner } from './sheet-scanner.ts';
import { zipContent, zipDirectory } from './zip-directory.ts';

/** Counts the rows of a published workbook's data sheets and adds up its control columns. @throws PublishedFileMalformed */
export async function inspectXlsx(request: InspectRequest, sheets: readonly string[]): Promise<Inspection> {
  const reading = new SheetReading(request);
  try {
    const entries = await zipDirectory(request.path);
    for (const [i, sheet] of sheets.entries()) {
      const entry = entries.get(`xl/worksheets/sheet${i + 1}.xml`);
      if (!entry) throw new PublishedFileMalformed(request.name, `the sheet ${sheet} is missing`);
      reading.startSheet(sheet);
      const scanner = new SheetScanner(reading.wanted, reading);
      for await (const chunk of zipContent(request.path, entry)) scanner.push(chunk);
    }
  } catch (error) {
    if (error instanceof PublishedFileMalformed) throw error;
    throw new PublishedFileMalformed(request.name, (error as Error).message);
  }
  return reading.inspection();
}

class SheetReading implements SheetHandler {
  /** Letters of the columns that are read; the header row is read in all of them. */
  readonly wanted: ReadonlySet<string>;
  readonly #request: InspectRequest;
  readonly #places: ControlPlace[];
  readonly #sums: ControlSums[];
  #cells = new Map<string, string>();
  #sheet = '';
  #row = 0;
  #rows = 0;

  constructor(request: InspectRequest) {
    this.#request = request;
    this.#places = controlPlaces(request);
    this.#sums = this.#places.map((place) => new ControlSums(place.name, place.scale));
    this.wanted = new Set(this.#places.flatMap((place) => [place.column, place.currency].map(columnLetters)));
  }

  startSheet(sheet: string): void {
    this.#sheet = sheet;
    this.#row = 0;
  }

  cell(column: string, content: string): void {
    this.#cells.set(column, content);
  }

  endRow(): void {
    this.#row++;
    if (this.#row === 1) this.#checkHeader();
    else this.#addUp();
    this.#cells.clear();
  }

  inspection(): Inspection {
    return { rows: this.#rows, controlTotals: this.#sums.flatMap((sums) => sums.totals()) };
  }

  #checkHeader(): void {
    for (const { column } of this.#places) {
      const expected = this.#request.columns[column]?.name;
      const found = this.#text(column);
      if (found === expected) continue;
      const detail = `column ${columnLetters(column)} of ${this.#sheet} is ${found ?? 'empty'} instead of ${expected}`;
      throw new PublishedFileMalformed(this.#request.name, detail);
    }
  }

  #addUp(): void {
    this.#rows++;
    for (let i = 0; i < this.#places.length; i++) {
      const place = this.#places[i] as ControlPlace;
      const amount = this.#text(place.column);
      const unscaled = amount === null ? 0n : toUnscaled(amount, place.scale);
      if (unscaled === undefined) {
        const detail = `"${amount?.slice(0, 80)}" in column ${place.name} is no decimal of scale ${place.scale}`;
        throw new PublishedFileMalformed(this.#request.name, detail, this.#rows);
      }
      (this.#sums[i] as ControlSums).add(this.#text(place.currency), unscaled);
    }
  }

  #text(column: number): string | null {
    const content = this.#cells.get(columnLetters(column));
    return content === undefined ? null : unescapedXml(content);
  }
}
