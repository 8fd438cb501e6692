import { precisionLimit, writeUnscaled } from '../../rows/numeric.ts';
import { DECIMAL_BYTES, type ParquetColumn } from './physical-type.ts';
import type { ValueBuffer } from './value-buffer.ts';

/** Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts. */
const EPOCH_DAYS = 10957;
/** The same in microseconds, as two 32-bit halves: 946684800000000. */
const EPOCH_MICROS_HIGH = Math.floor(946684800000000 / 2 ** 32);
const EPOCH_MICROS_LOW = 946684800000000 % 2 ** 32;

/** Turns one field of binary COPY into Parquet's PLAIN form. @returns false when the column cannot hold the value */
export type ValueEncoder = (values: ValueBuffer, bytes: Buffer, at: number, length: number) => boolean;

export function valueEncoder(column: ParquetColumn): ValueEncoder {
  switch (column.type) {
    case 'text':
    case 'code':
    case 'currency':
      return encodeText;
    case 'date':
      return encodeDate;
    case 'timestamp':
      return encodeTimestamp;
    case 'integer':
      return encodeInteger;
    case 'boolean':
      return encodeBoolean;
    case 'money':
    case 'quantity':
    case 'rate':
      return decimalEncoder(column);
  }
}

/** Bytes of a value in PLAIN form; undefined where each value says its own. */
export function fixedWidth(column: ParquetColumn): number | undefined {
  switch (column.type) {
    case 'date':
      return 4;
    case 'timestamp':
    case 'integer':
      return 8;
    case 'boolean':
      return 1; // packed into bits when the page is made
    case 'money':
    case 'quantity':
    case 'rate':
      return DECIMAL_BYTES;
    default:
      return undefined;
  }
}

function encodeText(values: ValueBuffer, bytes: Buffer, at: number, length: number): boolean {
  values.reserve(4 + length);
  const out = values.bytes;
  let to = values.length;
  out[to++] = length;
  out[to++] = length >>> 8;
  out[to++] = length >>> 16;
  out[to++] = length >>> 24;
  if (length > 48) bytes.copy(out, to, at, at + length);
  else for (let i = 0; i < length; i++) out[to + i] = bytes[at + i] as number;
  values.commit(4 + length);
  return true;
}

function encodeDate(values: ValueBuffer, bytes: Buffer, at: number): boolean {
  values.reserve(4);
  values.bytes.writeInt32LE(bytes.readInt32BE(at) + EPOCH_DAYS, values.length);
  values.commit(4);
  return true;
}

function encodeTimestamp(values: ValueBuffer, bytes: Buffer, at: number): boolean {
  const low = bytes.readUInt32BE(at + 4) + EPOCH_MICROS_LOW;
  const high = bytes.readInt32BE(at) + EPOCH_MICROS_HIGH + (low >= 2 ** 32 ? 1 : 0);
  values.reserve(8);
  values.bytes.writeInt32LE(low | 0, values.length);
  values.bytes.writeInt32LE(high | 0, values.length + 4);
  values.commit(8);
  return true;
}

function encodeInteger(values: ValueBuffer, bytes: Buffer, at: number): boolean {
  values.reserve(8);
  const out = values.bytes;
  const to = values.length;
  for (let i = 0; i < 8; i++) out[to + i] = bytes[at + 7 - i] as number;
  values.commit(8);
  return true;
}

function encodeBoolean(values: ValueBuffer, bytes: Buffer, at: number): boolean {
  values.reserve(1);
  values.bytes[values.length] = bytes[at] as number;
  values.commit(1);
  return true;
}

function decimalEncoder({ precision = 38, scale = 0 }: ParquetColumn): ValueEncoder {
  const limit = precisionLimit(precision);
  return (values, bytes, at) => {
    values.reserve(DECIMAL_BYTES);
    if (!writeUnscaled(bytes, at, scale, limit, values.bytes, values.length)) return false;
    values.commit(DECIMAL_BYTES);
    return true;
  };
}
