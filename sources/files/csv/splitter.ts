import { ByteWindow } from '../byte-window.ts';
import type { Dialect } from './dialect.ts';

/** Classes of code units. Everything else is 0, so that the inner loop is one table look-up a unit. */
const DELIMITER = 1;
const QUOTE = 2;
const LINE_END = 3;
const NUL = 4;

const BETWEEN = 0;
const FIELD_START = 1;
const PLAIN = 2;
const QUOTED = 3;
const AFTER_QUOTE = 4;

/** Bits of `marks`: what has to be done to a field beyond cutting it out. */
export const HAS_DOUBLED_QUOTE = 1;
export const HAS_HIGH_UNIT = 2;
export const WAS_QUOTED = 4;

/**
 * Cuts bytes into records and fields by RFC 4180, for any delimiter and quote, with CR, LF and CRLF as line ends in any
 * mix. A quote counts only as the first character of a field; elsewhere it is a character like others. It neither
 * decodes nor copies: after `next()` the public fields describe one record by its place in the window. All offsets are
 * in units of the encoding (1 or 2 bytes). A record may arrive in any number of chunks: the state is kept, and nothing
 * is scanned twice. Why it exists: docs/decisions/001-csv-splitter.md.
 */
export class CsvSplitter {
  readonly window: ByteWindow;
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  marks = new Uint8Array(256);
  /** Fields of the record, also those beyond `maxFields`, which are counted but not kept. */
  fieldCount = 0;
  maxFields: number;
  recordStart = 0;
  recordEnd = 0;
  /** Line on which the record starts, from 1. */
  recordLine = 1;
  /** All units of the record or-ed together: tells whether any lies beyond ASCII. */
  unitsSeen = 0;
  hasNul = false;
  /** Field (from 1) with text after its closing quote; 0 for none. */
  malformedField = 0;
  /** Line on which the last quote was opened. */
  quoteLine = 0;

  private units: Uint8Array | Uint16Array;
  private readonly classes: Uint8Array;
  private length = 0;
  private at = 0;
  private mode = BETWEEN;
  private line = 1;
  private afterReturn = false;
  private fieldStart = 0;
  private fieldEnd = 0;
  private fieldUnits = 0;
  private fieldMarks = 0;

  constructor(
    private readonly dialect: Dialect,
    base: number,
    maxFields: number,
  ) {
    this.window = new ByteWindow(base);
    this.maxFields = maxFields;
    this.classes = new Uint8Array(dialect.unitBytes === 2 ? 65_536 : 256);
    this.classes[0] = NUL;
    this.classes[10] = LINE_END;
    this.classes[13] = LINE_END;
    this.classes[dialect.delimiter] = DELIMITER;
    if (dialect.quote >= 0) this.classes[dialect.quote] = QUOTE;
    this.units = this.window.buffer;
  }

  /** Adds a chunk. Call `next()` until it is false before adding the next one. */
  append(chunk: Uint8Array): void {
    const { unitBytes } = this.dialect;
    const used = this.mode === BETWEEN ? this.at : this.recordStart;
    this.window.append(chunk, used * unitBytes);
    if (used > 0) this.shift(used);
    const { buffer, length } = this.window;
    this.length = unitBytes === 2 ? length >> 1 : length;
    this.units =
      unitBytes === 2 ? new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length >> 1) : buffer;
  }

  /** Bytes of the record that is not whole yet. */
  get pendingBytes(): number {
    return this.mode === BETWEEN ? 0 : (this.length - this.recordStart) * this.dialect.unitBytes;
  }

  get pendingLine(): number {
    return this.recordLine;
  }

  /** True while a quoted field is open. */
  get insideQuotes(): boolean {
    return this.mode === QUOTED;
  }

  /** Bytes that are left over when the file does not end on a whole unit. */
  get oddBytes(): number {
    return this.window.length - this.length * this.dialect.unitBytes;
  }

  /** Moves to the next whole record; false when the window holds none. */
  next(): boolean {
    if (this.mode === BETWEEN && !this.startRecord()) return false;
    while (this.at < this.length) {
      if (this.mode === PLAIN) {
        if (this.scanPlain()) return true;
      } else if (this.mode === QUOTED) {
        this.scanQuoted();
      } else if (this.mode === FIELD_START) {
        this.startField();
      } else if (this.afterQuote()) {
        return true;
      }
    }
    return false;
  }

  /** At the end of the file: true when a last record without a line end remains. Not to be called inside quotes. */
  finish(): boolean {
    if (this.mode === BETWEEN) return false;
    if (this.mode === FIELD_START) this.startField();
    this.closeField(this.mode === AFTER_QUOTE ? this.fieldEnd : this.at);
    this.endRecord();
    return true;
  }

  /** Skips line ends, and with them blank lines. */
  private startRecord(): boolean {
    for (; this.at < this.length; this.at++) {
      const unit = this.units[this.at]!;
      if (unit === 10) {
        if (!this.afterReturn) this.line++;
        this.afterReturn = false;
      } else if (unit === 13) {
        this.line++;
        this.afterReturn = true;
      } else {
        this.recordStart = this.at;
        this.recordLine = this.line;
        this.fieldCount = 0;
        this.unitsSeen = 0;
        this.hasNul = false;
        this.malformedField = 0;
        this.mode = FIELD_START;
        return true;
      }
    }
    return false;
  }

  private startField(): void {
    this.fieldUnits = 0;
    this.fieldMarks = 0;
    this.fieldStart = this.at;
    this.mode = PLAIN;
    if (this.at < this.length && this.units[this.at] === this.dialect.quote) {
      this.at++;
      this.fieldStart = this.at;
      this.fieldMarks = WAS_QUOTED;
      this.quoteLine = this.line;
      this.afterReturn = false;
      this.mode = QUOTED;
    }
  }

  /** The hot loop: runs of fields without quotes, up to the end of the record, are handled without leaving it. */
  private scanPlain(): boolean {
    const { units, classes, length } = this;
    const { quote } = this.dialect;
    let at = this.at;
    let seen = this.fieldUnits;
    while (at < length) {
      const unit = units[at]!;
      const kind = classes[unit]!;
      if (kind === 0 || kind === QUOTE) {
        seen |= unit;
        at++;
      } else if (kind === DELIMITER) {
        this.fieldUnits = seen;
        this.closeField(at);
        at++;
        seen = 0;
        this.fieldMarks = 0;
        this.fieldStart = at;
        if (at === length || units[at] === quote) {
          this.mode = FIELD_START;
          break;
        }
      } else if (kind === LINE_END) {
        this.at = at;
        this.fieldUnits = seen;
        this.closeField(at);
        this.endRecord();
        return true;
      } else {
        this.hasNul = true;
        at++;
      }
    }
    this.at = at;
    this.fieldUnits = seen;
    return false;
  }

  private scanQuoted(): void {
    const { units, classes, length } = this;
    let at = this.at;
    let seen = this.fieldUnits;
    let afterReturn = this.afterReturn;
    while (at < length) {
      const unit = units[at]!;
      const kind = classes[unit]!;
      at++;
      if (kind === QUOTE) {
        this.fieldEnd = at - 1;
        this.mode = AFTER_QUOTE;
        break;
      }
      seen |= unit;
      if (kind === LINE_END && (unit === 13 || !afterReturn)) this.line++;
      else if (kind === NUL) this.hasNul = true;
      afterReturn = unit === 13;
    }
    this.at = at;
    this.fieldUnits = seen;
    this.afterReturn = afterReturn;
  }

  /** The unit after a closing quote decides what the quote was. True when it ends the record. */
  private afterQuote(): boolean {
    const kind = this.classes[this.units[this.at]!]!;
    if (kind === QUOTE) {
      this.fieldMarks |= HAS_DOUBLED_QUOTE;
      this.mode = QUOTED;
      this.afterReturn = false;
      this.at++;
      return false;
    }
    if (kind === DELIMITER) {
      this.closeField(this.fieldEnd);
      this.mode = FIELD_START;
      this.at++;
      return false;
    }
    if (kind === LINE_END) {
      this.closeField(this.fieldEnd);
      this.endRecord();
      return true;
    }
    this.malformedField = this.fieldCount + 1;
    this.mode = PLAIN;
    return false;
  }

  private closeField(end: number): void {
    const field = this.fieldCount++;
    this.unitsSeen |= this.fieldUnits;
    if (field >= this.maxFields) return;
    if (field >= this.starts.length) this.growFields();
    this.starts[field] = this.fieldStart;
    this.ends[field] = end;
    this.marks[field] = this.fieldUnits > 0x7f ? this.fieldMarks | HAS_HIGH_UNIT : this.fieldMarks;
  }

  private endRecord(): void {
    this.recordEnd = this.at;
    this.mode = BETWEEN;
    this.afterReturn = false;
  }

  private growFields(): void {
    const size = this.starts.length * 4;
    const grow = <T extends Int32Array | Uint8Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    this.starts = grow(new Int32Array(size), this.starts);
    this.ends = grow(new Int32Array(size), this.ends);
    this.marks = grow(new Uint8Array(size), this.marks);
  }

  private shift(by: number): void {
    this.at -= by;
    this.recordStart -= by;
    this.recordEnd -= by;
    this.fieldStart -= by;
    this.fieldEnd -= by;
    for (let field = Math.min(this.fieldCount, this.maxFields, this.starts.length) - 1; field >= 0; field--) {
      this.starts[field]! -= by;
      this.ends[field]! -= by;
    }
  }
}
