import { FormatLimitReached } from '../../failures.ts';
import type { FieldHandler } from '../../rows/copy-binary.ts';
import type { ZipEntry, ZipWriter } from '../zip.ts';
import { columnLetters } from './cell-reference.ts';
import { CELL_CHARACTERS, CellWriter, type XlsxColumn } from './cell-writer.ts';
import { type FlagReason, Flags } from './flags.ts';
import { sheetEnd, sheetStart, textRow } from './sheet-xml.ts';
import { STYLE, WIDTH_OF } from './styles.ts';

/** A sheet of the package is cut before it needs the zip64 extension. */
const SHEET_BYTES = 3_500_000_000;
const WRITE_BYTES = 256 * 1024;

/** The finished bytes of a sheet, or its end. */
type Ready = { start: string } | { bytes: Buffer } | 'end';

/** Rows as sheets: a header in each, a new one where the last is full. */
export class DataSheets implements FieldHandler {
  readonly names: string[] = [];
  readonly filters: string[] = [];
  readonly flags = new Flags();
  readonly #zip: ZipWriter;
  readonly #columns: readonly XlsxColumn[];
  readonly #letters: string[];
  readonly #name: string;
  readonly #sheetRows: number;
  readonly #cells: CellWriter;
  #ready: Ready[] = [];
  #entry: ZipEntry | undefined;
  #sheetBytes = 0;
  /** Last row of the current sheet that was begun, counted from 1. */
  #row = 0;
  #inRow = false;

  constructor(zip: ZipWriter, columns: readonly XlsxColumn[], name: string, sheetRows: number) {
    this.#zip = zip;
    this.#columns = columns;
    this.#name = name;
    this.#sheetRows = sheetRows;
    this.#letters = columns.map((_, i) => columnLetters(i));
    this.#cells = new CellWriter(columns, {
      flag: (column, reason) => this.#flag(column, reason),
      tooLong: (column, characters) => this.#tooLong(column, characters),
    });
    this.#startSheet();
  }

  field(column: number, bytes: Buffer, at: number, length: number): void {
    if (!this.#inRow) this.#startRow();
    this.#cells.cell(column, bytes, at, length);
  }

  endRow(): void {
    this.#cells.endRow();
    this.#inRow = false;
    if (this.#cells.length >= WRITE_BYTES) this.#handOver();
  }

  /** Writes what is finished so far. */
  async writeReady(): Promise<void> {
    for (const part of this.#ready.splice(0)) {
      if (part === 'end') {
        await this.#entry?.end();
      } else if ('start' in part) {
        this.#entry = await this.#zip.entry(part.start);
      } else {
        await this.#entry?.write(part.bytes);
      }
    }
  }

  async end(): Promise<void> {
    this.#endSheet();
    await this.writeReady();
  }

  #startRow(): void {
    if (this.#row >= this.#sheetRows || this.#sheetBytes > SHEET_BYTES) {
      this.#endSheet();
      this.#startSheet();
    }
    this.#row++;
    this.#inRow = true;
    this.#cells.startRow(this.#row);
  }

  #startSheet(): void {
    const number = this.names.length + 1;
    this.names.push(number === 1 ? this.#name : `${this.#name} (${number})`);
    this.#ready.push({ start: `xl/worksheets/sheet${number}.xml` });
    this.#sheetBytes = 0;
    const widths = this.#columns.map(({ name, type }) => Math.max(WIDTH_OF[type], name.length + 4));
    this.#cells.raw(sheetStart(widths, true));
    const names = this.#columns.map(({ name }) => name);
    this.#cells.raw(textRow(1, names, this.#letters, STYLE.header));
    this.#row = 1;
  }

  #endSheet(): void {
    const filter = `A1:${this.#letters.at(-1)}${this.#row}`;
    this.filters.push(filter);
    this.#cells.raw(sheetEnd(filter));
    this.#handOver();
    this.#ready.push('end');
  }

  #handOver(): void {
    const bytes = this.#cells.take();
    this.#sheetBytes += bytes.length;
    this.#ready.push({ bytes });
  }

  #flag(column: number, reason: FlagReason): void {
    const { name } = this.#columns[column] as XlsxColumn;
    this.flags.add(name, reason, this.names.at(-1) as string, { column, row: this.#row });
  }

  #tooLong(column: number, characters: number): never {
    const { name } = this.#columns[column] as XlsxColumn;
    const place = `${this.names.at(-1)} row ${this.#row}`;
    const limit = `column ${name} in ${place} has ${characters} characters, and a cell holds ${CELL_CHARACTERS}`;
    throw new FormatLimitReached('xlsx', limit);
  }
}
