import { createReadStream } from 'node:fs';
import { PublishedFileMalformed } from '../failures.ts';
import { ControlSums } from '../rows/control-totals.ts';
import { toUnscaled } from '../rows/unscaled.ts';
import { BYTE_ORDER_MARK, type CsvDialect, unguardFormula } from '../writers/csv.ts';
import { CsvScanner } from './csv-scanner.ts';
import { type ControlPlace, controlPlaces, type Inspection, type InspectRequest } from './inspection.ts';

const READ_BYTES = 1024 * 1024;

/** Counts the records of a published CSV and adds up its control columns. @throws PublishedFileMalformed */
export async function inspectCsv(request: InspectRequest, dialect: CsvDialect): Promise<Inspection> {
  const reading = new CsvReading(request, dialect);
  const header = new CsvScanner(dialect.delimiter, () => true, reading.header);
  const body = new CsvScanner(dialect.delimiter, reading.wanted, reading.record);
  let first = true;
  let inHeader = true;
  for await (const chunk of createReadStream(request.path, { highWaterMark: READ_BYTES })) {
    let bytes: Uint8Array = chunk;
    if (first && dialect.byteOrderMark) bytes = withoutMark(bytes, request.name);
    first = false;
    if (inHeader) {
      // Column names hold no line feed, so the first one ends the header.
      const end = bytes.indexOf(0x0a);
      header.push(end < 0 ? bytes : bytes.subarray(0, end + 1));
      if (end < 0) continue;
      inHeader = false;
      bytes = bytes.subarray(end + 1);
    }
    body.push(bytes);
  }
  if (inHeader) throw new PublishedFileMalformed(request.name, 'the header is missing');
  if (!body.end()) throw new PublishedFileMalformed(request.name, 'the file ends within a record');
  return reading.inspection();
}

function withoutMark(bytes: Uint8Array, name: string): Uint8Array {
  const mark = Buffer.from(BYTE_ORDER_MARK);
  if (!mark.equals(bytes.subarray(0, mark.length)))
    throw new PublishedFileMalformed(name, 'the byte order mark is missing');
  return bytes.subarray(mark.length);
}

/** The state of one reading: which fields are wanted, and what they add up to. */
class CsvReading {
  readonly #request: InspectRequest;
  readonly #dialect: CsvDialect;
  readonly #places: ControlPlace[];
  readonly #sums: ControlSums[];
  /** Places of the wanted fields, ascending: the scanner hands them over in this order. */
  readonly #kept: number[];
  #rows = 0;

  constructor(request: InspectRequest, dialect: CsvDialect) {
    this.#request = request;
    this.#dialect = dialect;
    this.#places = controlPlaces(request);
    this.#sums = this.#places.map((place) => new ControlSums(place.name, place.scale));
    const places = this.#places.flatMap((place) => [place.column, place.currency]);
    this.#kept = [...new Set(places)].sort((a, b) => a - b);
  }

  readonly wanted = (column: number): boolean => this.#kept.includes(column);

  readonly header = (names: readonly (string | null)[]): void => {
    const expected = this.#request.columns.map((column) => column.name);
    if (names.join('\n') === expected.join('\n')) return;
    throw new PublishedFileMalformed(this.#request.name, `the header is ${names.join(', ')}`);
  };

  readonly record = (fields: readonly (string | null)[], columnCount: number): void => {
    this.#rows++;
    if (columnCount !== this.#request.columns.length) {
      const detail = `${columnCount} fields instead of ${this.#request.columns.length}`;
      throw new PublishedFileMalformed(this.#request.name, detail, this.#rows);
    }
    for (let i = 0; i < this.#places.length; i++) {
      const place = this.#places[i] as ControlPlace;
      const amount = fields[this.#kept.indexOf(place.column)] ?? null;
      const currency = fields[this.#kept.indexOf(place.currency)] ?? null;
      (this.#sums[i] as ControlSums).add(this.#text(currency), this.#unscaled(amount, place));
    }
  };

  inspection(): Inspection {
    return { rows: this.#rows, controlTotals: this.#sums.flatMap((sums) => sums.totals()) };
  }

  #text(field: string | null): string | null {
    return field !== null && this.#dialect.guardFormulas ? unguardFormula(field) : field;
  }

  #unscaled(field: string | null, place: ControlPlace): bigint {
    if (field === null) return 0n;
    const unscaled = toUnscaled(field.replace(this.#dialect.decimalSeparator, '.'), place.scale);
    if (unscaled !== undefined) return unscaled;
    const detail = `"${field.slice(0, 80)}" in column ${place.name} is no decimal of scale ${place.scale}`;
    throw new PublishedFileMalformed(this.#request.name, detail, this.#rows);
  }
}
