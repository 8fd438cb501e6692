/** Takes the fields of each row in order. `bytes` is reused: copy what is kept. */
export interface FieldHandler {
  /** `length` is -1 for null. */
  field(column: number, bytes: Buffer, at: number, length: number): void;
  endRow(): void;
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Signature, flags, and a header extension of no bytes. */
const HEADER_BYTES = SIGNATURE.length + 8;

/**
 * Decodes PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, Binary Format) as chunks come in. Fields are
 * handed over where they lie, without a copy and without an object per row: that is what makes a million rows cheap.
 */
export class CopyBinaryDecoder {
  readonly #handler: FieldHandler;
  readonly #columns: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Bytes that have to be there before anything more can be decoded. */
  #needed = HEADER_BYTES;
  #state: 'header' | 'row' | 'field' | 'ended' = 'header';
  #column = 0;

  constructor(columns: number, handler: FieldHandler) {
    this.#columns = columns;
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes < this.#needed) return;
    const bytes = this.#waiting.length === 1 ? chunk : Buffer.concat(this.#waiting, this.#waitingBytes);
    const used = this.#decode(bytes);
    this.#waiting = used < bytes.length ? [bytes.subarray(used)] : [];
    this.#waitingBytes = bytes.length - used;
  }

  /** @throws Error when the stream stopped before its end */
  end(): void {
    if (this.#state !== 'ended') throw new Error('the binary COPY stream stopped before its end');
  }

  /** Decodes as far as the bytes go. @returns how many bytes were used; `#needed` more than the rest are needed then */
  #decode(bytes: Buffer): number {
    let at = 0;
    if (this.#state === 'header') at = this.#header(bytes);
    while (this.#state !== 'ended') {
      const next = this.#state === 'row' ? this.#rowStart(bytes, at) : this.#fields(bytes, at);
      if (next === at && this.#needed > bytes.length - at) return at;
      at = next;
    }
    return bytes.length;
  }

  #header(bytes: Buffer): number {
    if (!SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length)))
      throw new Error('not a binary COPY stream: its signature is missing');
    this.#state = 'row';
    this.#needed = 2;
    return HEADER_BYTES + bytes.readUInt32BE(SIGNATURE.length + 4);
  }

  #rowStart(bytes: Buffer, at: number): number {
    if (at + 2 > bytes.length) {
      this.#needed = 2;
      return at;
    }
    const count = bytes.readInt16BE(at);
    if (count === -1) {
      this.#state = 'ended';
      return bytes.length;
    }
    if (count !== this.#columns) throw new Error(`a row of ${count} fields instead of ${this.#columns}`);
    this.#state = 'field';
    this.#column = 0;
    return at + 2;
  }

  #fields(bytes: Buffer, start: number): number {
    let at = start;
    const end = bytes.length;
    for (let column = this.#column; column < this.#columns; column++) {
      if (at + 4 > end) return this.#pause(column, at, 4);
      const length =
        ((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number);
      if (length > 0 && at + 4 + length > end) return this.#pause(column, at, 4 + length);
      this.#handler.field(column, bytes, at + 4, length);
      at += length > 0 ? 4 + length : 4;
    }
    this.#handler.endRow();
    this.#state = 'row';
    this.#needed = 2;
    return at;
  }

  #pause(column: number, at: number, needed: number): number {
    this.#column = column;
    this.#needed = needed;
    return at;
  }
}
