/**
 * Parquet's RLE / bit-packing hybrid (parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"):
 * runs of eight and more become a count and a value, the rest is packed in groups of eight.
 */
export function encodeHybrid(values: Int32Array, start: number, end: number, bitWidth: number): Uint8Array {
  const groups = Math.ceil((end - start) / 8);
  const out = new Uint8Array(groups * bitWidth + 6 * (groups + 1));
  let at = 0;
  let i = start;
  let packedFrom = start;
  while (i < end) {
    const run = runLength(values, i, end);
    if (run < 8 && i + 8 < end) {
      i += 8;
      continue;
    }
    if (run >= 8) {
      at = writePacked(values, packedFrom, i, bitWidth, out, at);
      at = writeRun(values[i] as number, run, bitWidth, out, at);
      i += run;
      packedFrom = i;
    } else {
      i = end;
    }
  }
  at = writePacked(values, packedFrom, end, bitWidth, out, at);
  return out.subarray(0, at);
}

export function bitWidthOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

function runLength(values: Int32Array, start: number, end: number): number {
  const value = values[start];
  let at = start + 1;
  while (at < end && values[at] === value) at++;
  return at - start;
}

function writeRun(value: number, count: number, bitWidth: number, out: Uint8Array, start: number): number {
  let at = writeVarint(out, start, count * 2);
  for (let shift = 0; shift < bitWidth; shift += 8) out[at++] = value >>> shift;
  return at;
}

function writePacked(
  values: Int32Array,
  start: number,
  end: number,
  bitWidth: number,
  out: Uint8Array,
  outStart: number,
): number {
  if (start === end) return outStart;
  const groups = Math.ceil((end - start) / 8);
  let at = writeVarint(out, outStart, groups * 2 + 1);
  const last = at + groups * bitWidth;
  let waiting = 0;
  let bits = 0;
  for (let i = start; i < end; i++) {
    waiting |= (values[i] as number) << bits;
    bits += bitWidth;
    while (bits >= 8) {
      out[at++] = waiting;
      waiting >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) out[at++] = waiting;
  out.fill(0, at, last);
  return last;
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
