import { bitWidthOf, encodeHybrid } from './hybrid.ts';
import { type EncodedChunk, type PageBody, pagesOf } from './pages.ts';
import { ENCODING, type ParquetColumn } from './physical-type.ts';
import { boundsOf } from './statistics.ts';
import { ValueBuffer } from './value-buffer.ts';
import { fixedWidth, type ValueEncoder, valueEncoder } from './value-encoder.ts';

/** A page is what a reader decompresses at once. */
const PAGE_ROWS = 20_000;
const PAGE_BYTES = 1024 * 1024;

/** One column of the row group that is being filled. */
export class ColumnChunk {
  readonly column: ParquetColumn;
  readonly #values: ValueBuffer;
  readonly #encode: ValueEncoder;
  readonly #width: number | undefined;
  /** 1 where a row has a value, 0 where it is null. */
  readonly #levels: Int32Array;
  #rows = 0;

  constructor(column: ParquetColumn, maxRows: number) {
    this.column = column;
    // A boolean is a bit already, and not every reader knows dictionaries of them.
    this.#values = new ValueBuffer(maxRows, column.type !== 'boolean');
    this.#encode = valueEncoder(column);
    this.#width = fixedWidth(column);
    this.#levels = new Int32Array(maxRows);
  }

  get bufferedBytes(): number {
    return this.#values.length;
  }

  /** @param length -1 for null. @returns false when the column cannot hold the value */
  append(bytes: Buffer, at: number, length: number): boolean {
    if (length < 0) {
      this.#levels[this.#rows++] = 0;
      return this.column.nullable;
    }
    this.#levels[this.#rows++] = 1;
    return this.#encode(this.#values, bytes, at, length);
  }

  /** The finished pages; the chunk is empty afterwards. */
  finish(): EncodedChunk {
    const values = this.#values;
    const bounds = boundsOf(values, this.column.type, this.#width);
    const dictionary = values.ids && values.count > 0 ? values.bytes.subarray(0, values.length) : undefined;
    const encoded = pagesOf({
      rows: this.#rows,
      nulls: this.#rows - values.count,
      bounds,
      dictionary: dictionary && { bytes: dictionary, entries: values.distinct },
      bodies: this.#bodies(),
    });
    this.#rows = 0;
    values.reset();
    return encoded;
  }

  *#bodies(): Generator<PageBody> {
    const step = this.#rowsPerPage();
    let value = 0;
    let at = 0;
    for (let row = 0; row < this.#rows; row += step) {
      const end = Math.min(row + step, this.#rows);
      const first = value;
      for (let i = row; i < end; i++) value += this.#levels[i] as number;
      const until = this.#values.ids ? 0 : this.#endOf(value - first, at);
      const content = this.#content(first, value, at, until);
      at = until;
      const levels = this.column.nullable ? encodeHybrid(this.#levels, row, end, 1) : undefined;
      yield { rows: end - row, levels, ...content };
    }
  }

  #rowsPerPage(): number {
    const { ids, length, count } = this.#values;
    if (ids || this.#width !== undefined || count === 0) return PAGE_ROWS;
    const fitting = Math.floor(PAGE_BYTES / (length / count));
    return Math.min(PAGE_ROWS, Math.max(1, fitting));
  }

  /** Where the values of a page end in the plain bytes. */
  #endOf(count: number, start: number): number {
    if (this.#width !== undefined) return start + count * this.#width;
    let at = start;
    for (let i = 0; i < count; i++) at += 4 + this.#values.bytes.readUInt32LE(at);
    return at;
  }

  #content(first: number, end: number, at: number, until: number): Pick<PageBody, 'encoding' | 'content'> {
    const { ids, bytes, distinct } = this.#values;
    if (ids && distinct > 0) {
      // Width 0 would do for one value, and some readers stumble over it.
      const bitWidth = Math.max(1, bitWidthOf(distinct - 1));
      const packed = encodeHybrid(ids, first, end, bitWidth);
      return { encoding: ENCODING.RLE_DICTIONARY, content: [Uint8Array.of(bitWidth), packed] };
    }
    const plain = bytes.subarray(at, until);
    return { encoding: ENCODING.PLAIN, content: [this.column.type === 'boolean' ? packBits(plain) : plain] };
  }
}

/** Eight booleans a byte, the first in the lowest bit. */
function packBits(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(bytes.length / 8));
  for (let i = 0; i < bytes.length; i++) {
    packed[i >>> 3] = (packed[i >>> 3] as number) | ((bytes[i] as number) << (i & 7));
  }
  return packed;
}
