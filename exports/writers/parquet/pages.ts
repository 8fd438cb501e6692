import { CODEC, ENCODING, PAGE } from './physical-type.ts';
import { snappyCompress } from './snappy.ts';
import type { Bounds } from './statistics.ts';
import { struct, type ThriftStruct, thriftBytes } from './thrift.ts';

/** One data page before compression. */
export interface PageBody {
  rows: number;
  /** Definition levels; undefined for a column without nulls. */
  levels: Uint8Array | undefined;
  encoding: number;
  content: Uint8Array[];
}

/** A column chunk ready to be written, and what the footer says about it. Offsets count from its start. */
export interface EncodedChunk {
  parts: Uint8Array[];
  rows: number;
  nulls: number;
  bounds: Bounds | undefined;
  encodings: number[];
  compressedBytes: number;
  uncompressedBytes: number;
  dataPageOffset: number;
  hasDictionary: boolean;
}

export interface ChunkContent {
  rows: number;
  nulls: number;
  bounds: Bounds | undefined;
  dictionary: { bytes: Uint8Array; entries: number } | undefined;
  bodies: Iterable<PageBody>;
}

/** Pages of version 1, which every reader knows. */
export function pagesOf(chunk: ChunkContent): EncodedChunk {
  const { rows, nulls, bounds, dictionary } = chunk;
  const pages = new Pages();
  if (dictionary) {
    const header = struct([1, 'i32', dictionary.entries], [2, 'i32', ENCODING.PLAIN]);
    pages.add(dictionary.bytes, (sizes) =>
      struct([1, 'i32', PAGE.DICTIONARY], ...sizes, [7, 'struct', header]),
    );
  }
  const dataPageOffset = pages.compressedBytes;
  for (const body of chunk.bodies) {
    const header = struct(
      [1, 'i32', body.rows],
      [2, 'i32', body.encoding],
      [3, 'i32', ENCODING.RLE],
      [4, 'i32', ENCODING.RLE],
    );
    pages.add(joined(body), (sizes) => struct([1, 'i32', PAGE.DATA], ...sizes, [5, 'struct', header]));
  }
  const { parts, compressedBytes, uncompressedBytes } = pages;
  const encodings = dictionary
    ? [ENCODING.PLAIN, ENCODING.RLE, ENCODING.RLE_DICTIONARY]
    : [ENCODING.PLAIN, ENCODING.RLE];
  return {
    ...{ parts, rows, nulls, bounds, encodings, compressedBytes, uncompressedBytes, dataPageOffset },
    hasDictionary: dictionary !== undefined,
  };
}

export const PAGE_CODEC = CODEC.SNAPPY;

class Pages {
  readonly parts: Uint8Array[] = [];
  compressedBytes = 0;
  uncompressedBytes = 0;

  add(bytes: Uint8Array, header: (sizes: ThriftStruct['fields']) => ThriftStruct): void {
    const compressed = snappyCompress(bytes);
    const head = thriftBytes(
      header([
        [2, 'i32', bytes.length],
        [3, 'i32', compressed.length],
      ]),
    );
    this.parts.push(head, compressed);
    this.compressedBytes += head.length + compressed.length;
    this.uncompressedBytes += head.length + bytes.length;
  }
}

/** Levels with their length in front, then the values. */
function joined({ levels, content }: PageBody): Uint8Array {
  if (!levels) return content.length === 1 ? (content[0] as Uint8Array) : Buffer.concat(content);
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32LE(levels.length);
  return Buffer.concat([size, levels, ...content]);
}
