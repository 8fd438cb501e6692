const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** The wanted fields of one record, in the order of the columns; null where the field is empty and not quoted. */
export type CsvRecord = (fields: readonly (string | null)[], columnCount: number) => void;

/**
 * Reads CSV as the exports write it (RFC 4180, line feeds) from chunks of bytes, and keeps only the fields it is asked
 * for: memory does not grow with the file, and most bytes are looked at once and never copied.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #onRecord: CsvRecord;
  readonly #wanted: (column: number) => boolean;
  #column = 0;
  #inQuotes = false;
  /** The last byte closed a quoted part: another quote now is a quote in the text. */
  #closed = false;
  #quoted = false;
  #keep: boolean;
  #field: number[] = [];
  #fields: (string | null)[] = [];
  #started = false;

  constructor(delimiter: string, wanted: (column: number) => boolean, onRecord: CsvRecord) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#wanted = wanted;
    this.#onRecord = onRecord;
    this.#keep = wanted(0);
  }

  push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) this.#take(chunk[i] as number);
  }

  /** @returns false when the bytes end within a record */
  end(): boolean {
    return !this.#started;
  }

  #take(byte: number): void {
    this.#started = true;
    if (this.#inQuotes) {
      if (byte !== QUOTE) {
        if (this.#keep) this.#field.push(byte);
        return;
      }
      this.#inQuotes = false;
      this.#closed = true;
    } else if (byte === QUOTE) {
      if (this.#closed && this.#keep) this.#field.push(QUOTE);
      this.#inQuotes = true;
      this.#quoted = true;
    } else if (byte === this.#delimiter) {
      this.#endField();
    } else if (byte === LINE_FEED) {
      this.#endRecord();
    } else if (this.#keep) {
      this.#field.push(byte);
    }
  }

  #endField(): void {
    if (this.#keep) {
      const empty = this.#field.length === 0 && !this.#quoted;
      this.#fields.push(empty ? null : Buffer.from(this.#field).toString('utf8'));
      this.#field = [];
    }
    this.#column++;
    this.#keep = this.#wanted(this.#column);
    this.#quoted = false;
    this.#closed = false;
  }

  #endRecord(): void {
    this.#endField();
    this.#onRecord(this.#fields, this.#column);
    this.#fields = [];
    this.#column = 0;
    this.#keep = this.#wanted(0);
    this.#started = false;
  }
}
