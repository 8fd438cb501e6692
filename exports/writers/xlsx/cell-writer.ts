import type { LogicalType } from '#core/dataset/field.ts';
import { numericText } from '../../rows/numeric-text.ts';
import { columnLetters } from './cell-reference.ts';
import type { FlagReason } from './flags.ts';
import { STYLE, STYLE_OF } from './styles.ts';
import { needsPreserving, writeXmlText, XML_GROWTH } from './xml-text.ts';

/** What a XLSX writer has to know about a column. */
export interface XlsxColumn {
  name: string;
  type: LogicalType;
}

/** A number in a cell is a double: 15 digits come back as they went in. */
const CELL_DIGITS = 15;
/** Characters (UTF-16 units) that a cell holds. */
export const CELL_CHARACTERS = 32_767;
/** Serial number of 2000-01-01, from which PostgreSQL counts. */
const SERIAL_2000 = 36526;
/** Before 1900-03-01 Excel counts a day that never was. */
const FIRST_SERIAL = 61;
const DAY_MICROS = 86_400_000_000n;

export interface CellProblems {
  flag(column: number, reason: FlagReason): void;
  tooLong(column: number, characters: number): never;
}

/** Writes cells of one row after another into a buffer that grows; `take` hands it over. */
export class CellWriter {
  #out = Buffer.allocUnsafe(CHUNK);
  #at = 0;
  readonly #columns: readonly XlsxColumn[];
  readonly #problems: CellProblems;
  readonly #letters: Buffer[];
  /** Digits of the row number and the quote that ends a reference. */
  #row = Buffer.alloc(0);

  constructor(columns: readonly XlsxColumn[], problems: CellProblems) {
    this.#columns = columns;
    this.#problems = problems;
    this.#letters = columns.map((_, i) => Buffer.from(`<c r="${columnLetters(i)}`));
  }

  get length(): number {
    return this.#at;
  }

  take(): Buffer {
    const taken = this.#out.subarray(0, this.#at);
    this.#out = Buffer.allocUnsafe(CHUNK);
    this.#at = 0;
    return taken;
  }

  startRow(row: number): void {
    this.#row = Buffer.from(`${row}"`);
    this.#ascii(`<row r="${row}">`);
  }

  endRow(): void {
    this.#ascii('</row>');
  }

  raw(xml: string): void {
    const bytes = Buffer.from(xml);
    this.#reserve(bytes.length);
    this.#at += bytes.copy(this.#out, this.#at);
  }

  /** A field of binary COPY; null leaves the cell out. */
  cell(column: number, bytes: Buffer, at: number, length: number): void {
    if (length < 0) return;
    const { type } = this.#columns[column] as XlsxColumn;
    switch (type) {
      case 'money':
      case 'quantity':
      case 'rate':
        this.#decimal(column, type, bytes, at);
        break;
      case 'integer':
        this.#integer(column, bytes.readBigInt64BE(at));
        break;
      case 'date':
        this.#date(column, bytes.readInt32BE(at));
        break;
      case 'timestamp':
        this.#timestamp(column, bytes.readBigInt64BE(at));
        break;
      case 'boolean':
        this.#open(column, BOOLEAN_CELL);
        this.#ascii(`${bytes[at]}`);
        this.#bytes(NUMBER_END);
        break;
      default:
        this.#text(column, bytes, at, length, STYLE.text);
    }
  }

  #text(column: number, bytes: Uint8Array, at: number, length: number, style: number): void {
    if (length > CELL_CHARACTERS) this.#checkLength(column, bytes, at, length);
    const opening = needsPreserving(bytes, at, at + length) ? PRESERVED_TEXT : TEXT;
    this.#open(column, opening[style] as Uint8Array);
    this.#reserve(length * XML_GROWTH + TEXT_END.length);
    this.#at = writeXmlText(bytes, at, at + length, this.#out, this.#at);
    this.#bytes(TEXT_END);
  }

  #checkLength(column: number, bytes: Uint8Array, at: number, length: number): void {
    const characters = Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('utf8').length;
    if (characters > CELL_CHARACTERS) this.#problems.tooLong(column, characters);
  }

  #decimal(column: number, type: LogicalType, bytes: Buffer, at: number): void {
    const text = numericText(bytes, at);
    if (!text) throw new Error('NaN and infinities are looked for before a file is written');
    const exact = text.significantDigits <= CELL_DIGITS;
    this.#number(column, STYLE_OF[type], text.bytes, text.length, exact);
  }

  #integer(column: number, value: bigint): void {
    const text = Buffer.from(value.toString());
    const digits = text.length - (value < 0n ? 1 : 0);
    this.#number(column, STYLE.integer, text, text.length, digits <= CELL_DIGITS);
  }

  #number(column: number, style: number, text: Uint8Array, length: number, exact: boolean): void {
    if (!exact) {
      this.#problems.flag(column, 'more_than_15_digits');
      this.#text(column, text, 0, length, STYLE.flagged);
      return;
    }
    this.#open(column, NUMBER[style] as Uint8Array);
    this.#reserve(length + NUMBER_END.length);
    for (let i = 0; i < length; i++) this.#out[this.#at++] = text[i] as number;
    this.#bytes(NUMBER_END);
  }

  #date(column: number, days: number): void {
    const serial = days + SERIAL_2000;
    if (serial < FIRST_SERIAL) {
      this.#flaggedDate(column, isoTime(BigInt(days) * DAY_MICROS).slice(0, 10));
      return;
    }
    this.#open(column, NUMBER[STYLE.date] as Uint8Array);
    this.#ascii(`${serial}`);
    this.#bytes(NUMBER_END);
  }

  /** Days and their part; twelve decimals tell microseconds apart, and a double of today's size holds them. */
  #timestamp(column: number, micros: bigint): void {
    const days = floorDivide(micros, DAY_MICROS);
    const serial = Number(days) + SERIAL_2000;
    if (serial < FIRST_SERIAL) {
      this.#flaggedDate(column, isoTime(micros));
      return;
    }
    const part = ((micros - days * DAY_MICROS) * 625n + 27n) / 54n; // 10^12 / DAY_MICROS = 625 / 54
    const fraction = part.toString().padStart(12, '0');
    this.#open(column, NUMBER[STYLE.timestamp] as Uint8Array);
    this.#ascii(`${serial}.${fraction}`);
    this.#bytes(NUMBER_END);
  }

  #flaggedDate(column: number, text: string): void {
    this.#problems.flag(column, 'date_before_1900_03_01');
    const bytes = Buffer.from(text);
    this.#text(column, bytes, 0, bytes.length, STYLE.flagged);
  }

  /** The start of a cell: its reference, then what the kind of cell needs. */
  #open(column: number, kind: Uint8Array): void {
    this.#reserve(ROOM);
    this.#bytes(this.#letters[column] as Uint8Array);
    this.#bytes(this.#row);
    this.#bytes(kind);
  }

  /** For few bytes into room that is there: a loop is faster than a call into native code. */
  #bytes(source: Uint8Array): void {
    const out = this.#out;
    const start = this.#at;
    for (let i = 0; i < source.length; i++) out[start + i] = source[i] as number;
    this.#at = start + source.length;
  }

  #ascii(text: string): void {
    this.#reserve(text.length + ROOM);
    for (let i = 0; i < text.length; i++) this.#out[this.#at++] = text.charCodeAt(i);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#at + size));
    this.#out.copy(larger, 0, 0, this.#at);
    this.#out = larger;
  }
}

const CHUNK = 512 * 1024;
/** More than any start or end of a cell takes. */
const ROOM = 160;

/** What follows the reference of a cell, per style: the start of a text, of one with white space, of a number. */
const perStyle = (rest: string) =>
  Array.from({ length: 9 }, (_, style) =>
    Buffer.from(`${style === STYLE.plain ? '' : ` s="${style}"`}${rest}`),
  );
const TEXT = perStyle(' t="inlineStr"><is><t>');
const PRESERVED_TEXT = perStyle(' t="inlineStr"><is><t xml:space="preserve">');
const NUMBER = perStyle('><v>');
const BOOLEAN_CELL = Buffer.from(' t="b"><v>');
const TEXT_END = Buffer.from('</t></is></c>');
const NUMBER_END = Buffer.from('</v></c>');

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** Microseconds since 2000-01-01 as ISO 8601; years 1 to 9999. */
function isoTime(micros: bigint): string {
  const millis = floorDivide(micros, 1000n);
  const rest = (micros - millis * 1000n).toString().padStart(3, '0');
  return `${new Date(Number(millis) + 946_684_800_000).toISOString().slice(0, -1)}${rest}Z`;
}
