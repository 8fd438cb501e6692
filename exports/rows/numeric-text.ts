import { NUMERIC_HEADER_BYTES, NUMERIC_NEGATIVE, word } from './numeric.ts';

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** A decimal as ASCII text in `bytes`, and how many digits it takes to write it without leading or trailing zeros. */
export interface NumericText {
  bytes: Uint8Array;
  length: number;
  significantDigits: number;
}

/**
 * Writes PostgreSQL's binary numeric as canonical text: no trailing zeros, no exponent. The result is overwritten by the
 * next call.
 * @returns undefined for NaN and infinities
 */
export function numericText(source: Uint8Array, at: number): NumericText | undefined {
  const digits = word(source, at);
  const weight = (word(source, at + 2) << 16) >> 16;
  const sign = word(source, at + 4);
  if (sign !== 0 && sign !== NUMERIC_NEGATIVE) return undefined;
  const groups = Math.max(weight + 1, 1);
  reserve(4 * (groups + digits + Math.max(-weight, 0)) + 8);
  const out = text.bytes;
  let to = 0;
  if (sign === NUMERIC_NEGATIVE) out[to++] = MINUS;
  const whole = to;
  for (let i = 0; i <= weight; i++) to = writeGroup(out, to, i < digits ? groupAt(source, at, i) : 0);
  to = withoutLeadingZeros(out, whole, to);
  const point = to;
  out[to++] = POINT;
  for (let i = weight + 1; i < digits; i++) to = writeGroup(out, to, i < 0 ? 0 : groupAt(source, at, i));
  while (out[to - 1] === ZERO) to--;
  if (to === point + 1) to = point;
  text.length = to;
  text.significantDigits = significantDigits(out, whole, to);
  return text;
}

const text: NumericText = { bytes: new Uint8Array(256), length: 0, significantDigits: 0 };

function reserve(size: number): void {
  if (text.bytes.length < size) text.bytes = new Uint8Array(size);
}

function groupAt(source: Uint8Array, at: number, index: number): number {
  return word(source, at + NUMERIC_HEADER_BYTES + 2 * index);
}

function writeGroup(out: Uint8Array, at: number, group: number): number {
  out[at] = ZERO + ((group / 1000) | 0);
  out[at + 1] = ZERO + (((group / 100) | 0) % 10);
  out[at + 2] = ZERO + (((group / 10) | 0) % 10);
  out[at + 3] = ZERO + (group % 10);
  return at + 4;
}

/** Moves the whole part to its start, without the zeros in front; at least one digit stays. @returns its new end */
function withoutLeadingZeros(out: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && out[first] === ZERO) first++;
  if (first === end) {
    out[start] = ZERO;
    return start + 1;
  }
  if (first > start) out.copyWithin(start, first, end);
  return end - (first - start);
}

function significantDigits(out: Uint8Array, start: number, end: number): number {
  let first = -1;
  let last = -1;
  let point = -1;
  for (let i = start; i < end; i++) {
    if (out[i] === POINT) point = i;
    else if (out[i] !== ZERO) {
      if (first < 0) first = i;
      last = i;
    }
  }
  if (first < 0) return 1;
  return last - first + 1 - (point > first && point < last ? 1 : 0);
}
