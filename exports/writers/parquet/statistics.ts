import type { LogicalType } from '#core/dataset/field.ts';
import type { ValueBuffer } from './value-buffer.ts';

/** Smallest and largest value of a chunk, in PLAIN form without length; undefined when there is none to tell. */
export interface Bounds {
  min: Uint8Array;
  max: Uint8Array;
}

/** Longer texts are left without bounds: a footer is read whole before the first row. */
const MAX_BOUND_BYTES = 128;

/** Order of the values at two places. Text compares by bytes, numbers by value (parquet-format, ColumnOrder). */
type Compare = (bytes: Uint8Array, left: number, leftEnd: number, right: number, rightEnd: number) => number;

export function boundsOf(
  values: ValueBuffer,
  type: LogicalType,
  width: number | undefined,
): Bounds | undefined {
  if (values.count === 0) return undefined;
  const { bytes, length } = values;
  const compare = comparison(type);
  const prefix = width === undefined ? 4 : 0;
  let [min, minEnd, max, maxEnd] = [-1, -1, -1, -1];
  for (let at = 0; at < length; ) {
    const start = at + prefix;
    const end = start + (width ?? bytes.readUInt32LE(at));
    if (min < 0) [min, minEnd, max, maxEnd] = [start, end, start, end];
    else if (compare(bytes, start, end, max, maxEnd) > 0) {
      max = start;
      maxEnd = end;
    } else if (compare(bytes, start, end, min, minEnd) < 0) {
      min = start;
      minEnd = end;
    }
    at = end;
  }
  if (Math.max(minEnd - min, maxEnd - max) > MAX_BOUND_BYTES) return undefined;
  return { min: Buffer.from(bytes.subarray(min, minEnd)), max: Buffer.from(bytes.subarray(max, maxEnd)) };
}

function comparison(type: LogicalType): Compare {
  switch (type) {
    case 'money':
    case 'quantity':
    case 'rate':
      return compareBigEndian;
    case 'date':
    case 'timestamp':
    case 'integer':
      return compareLittleEndian;
    default:
      return compareText;
  }
}

function compareText(
  bytes: Uint8Array,
  left: number,
  leftEnd: number,
  right: number,
  rightEnd: number,
): number {
  const size = Math.min(leftEnd - left, rightEnd - right);
  for (let i = 0; i < size; i++) {
    const difference = (bytes[left + i] as number) - (bytes[right + i] as number);
    if (difference !== 0) return difference;
  }
  return leftEnd - left - (rightEnd - right);
}

function compareBigEndian(bytes: Uint8Array, left: number, leftEnd: number, right: number): number {
  const sign = signed(bytes[left] as number) - signed(bytes[right] as number);
  if (sign !== 0) return sign;
  for (let i = 1; i < leftEnd - left; i++) {
    const difference = (bytes[left + i] as number) - (bytes[right + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareLittleEndian(bytes: Uint8Array, left: number, leftEnd: number, right: number): number {
  const last = leftEnd - left - 1;
  const sign = signed(bytes[left + last] as number) - signed(bytes[right + last] as number);
  if (sign !== 0) return sign;
  for (let i = last - 1; i >= 0; i--) {
    const difference = (bytes[left + i] as number) - (bytes[right + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
