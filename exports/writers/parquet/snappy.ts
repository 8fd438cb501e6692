/**
 * Snappy's block format (google/snappy, format_description.txt), compressor only. In TypeScript and not native, so that
 * the same rows give the same bytes on every machine; written over flat arrays because it runs over every page.
 */

const HASH_BITS = 14;
const BLOCK = 65536;
/** The last bytes of a block are never searched: four bytes are loaded at once. */
const MARGIN = 15;
const table = new Uint16Array(1 << HASH_BITS);

export function snappyBound(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}

/** Compresses `input` into a new array. */
export function snappyCompress(input: Uint8Array): Uint8Array {
  const out = new Uint8Array(snappyBound(input.length));
  let at = writeVarint(out, 0, input.length);
  for (let start = 0; start < input.length; start += BLOCK) {
    at = compressBlock(input, start, Math.min(start + BLOCK, input.length), out, at);
  }
  return out.subarray(0, at);
}

function writeVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    out[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}

function load32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function hashOf(value: number): number {
  return Math.imul(value, 0x1e35a7bd) >>> (32 - HASH_BITS);
}

/** Offsets in the table count from the start of the block, so that 16 bits hold them. */
function compressBlock(
  input: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  outStart: number,
): number {
  let at = outStart;
  let literal = start;
  if (end - start >= MARGIN) {
    table.fill(0);
    const limit = end - MARGIN;
    let position = start + 1;
    let skip = 32;
    while (position <= limit) {
      const value = load32(input, position);
      const hash = hashOf(value);
      const candidate = start + (table[hash] as number);
      table[hash] = position - start;
      if (candidate >= position || load32(input, candidate) !== value) {
        // Bytes that do not compress are passed over faster and faster.
        position += skip++ >>> 5;
        continue;
      }
      if (position > literal) at = writeLiteral(input, literal, position, out, at);
      let matched = 4;
      while (position + matched < end && input[position + matched] === input[candidate + matched]) matched++;
      at = writeCopy(out, at, position - candidate, matched);
      position += matched;
      literal = position;
      skip = 32;
      if (position <= limit) table[hashOf(load32(input, position - 1))] = position - 1 - start;
    }
  }
  return literal < end ? writeLiteral(input, literal, end, out, at) : at;
}

function writeLiteral(
  input: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  outStart: number,
): number {
  let at = outStart;
  const length = end - start - 1;
  if (length < 60) {
    out[at++] = length << 2;
  } else if (length < 256) {
    out[at++] = 60 << 2;
    out[at++] = length;
  } else {
    out[at++] = 61 << 2;
    out[at++] = length & 255;
    out[at++] = length >>> 8;
  }
  if (length < 32) {
    for (let i = start; i < end; i++) out[at++] = input[i] as number;
    return at;
  }
  out.set(input.subarray(start, end), at);
  return at + end - start;
}

function writeCopy(out: Uint8Array, outStart: number, offset: number, length: number): number {
  let at = outStart;
  let rest = length;
  while (rest > 0) {
    // A copy is 4 to 11 bytes near by, or 1 to 64 anywhere; never leave fewer than 4 for the last one.
    const size = rest > 64 ? (rest < 68 ? 60 : 64) : rest;
    if (size >= 4 && size < 12 && offset < 2048) {
      out[at++] = 1 | ((size - 4) << 2) | ((offset >>> 8) << 5);
      out[at++] = offset & 255;
    } else {
      out[at++] = 2 | ((size - 1) << 2);
      out[at++] = offset & 255;
      out[at++] = offset >>> 8;
    }
    rest -= size;
  }
  return at;
}
