/**
 * PostgreSQL's binary numeric: four 16-bit words (digits, weight, sign, display scale), then digits to the base 10000;
 * the first one counts 10000^weight (PostgreSQL source, backend/utils/adt/numeric.c, numeric_send).
 */
export const NUMERIC_NEGATIVE = 0x4000;
export const NUMERIC_HEADER_BYTES = 8;

const TWO_32 = 4294967296;
const POWERS = [1, 10, 100, 1000, 10000];

/** 10^precision as four 32-bit limbs, the lowest first: what an unscaled value has to stay below. */
export function precisionLimit(precision: number): Uint32Array {
  const limit = 10n ** BigInt(precision);
  return Uint32Array.from([0n, 32n, 64n, 96n].map((shift) => Number((limit >> shift) & 0xffffffffn)));
}

/**
 * Writes value * 10^scale as a 128-bit two's complement number, big-endian, as Parquet's DECIMAL in a
 * FIXED_LEN_BYTE_ARRAY has it. Exact: limbs of 32 bits are multiplied by at most 10^4, far below the 2^53 up to which a
 * JavaScript number counts whole numbers without a gap.
 * @returns false when the value has more decimals than `scale` or is not below `limit`; `out` is then undefined
 */
export function writeUnscaled(
  bytes: Uint8Array,
  at: number,
  scale: number,
  limit: Uint32Array,
  out: Uint8Array,
  outAt: number,
): boolean {
  const digits = word(bytes, at);
  const weight = (word(bytes, at + 2) << 16) >> 16;
  const sign = word(bytes, at + 4);
  if (sign !== 0 && sign !== NUMERIC_NEGATIVE) return false; // NaN or infinite
  if (weight > 12) return false;
  let l0 = 0;
  let l1 = 0;
  let l2 = 0;
  let l3 = 0;
  /** Power of ten of the last digit taken in, relative to the unscaled value: it has to end at 0. */
  let power = digits === 0 ? 0 : (weight + 1) * 4 + scale;
  for (let i = 0; i < digits || power > 0; i++) {
    let digit = i < digits ? word(bytes, at + NUMERIC_HEADER_BYTES + 2 * i) : 0;
    let factor = 10000;
    if (power < 4) {
      // The value ends within this digit: what is left of it must be zeros.
      if (power < 0) power = 0;
      factor = POWERS[power] as number;
      const beyond = POWERS[4 - power] as number;
      if (digit % beyond !== 0) return false;
      digit /= beyond;
      power = 0;
    } else {
      power -= 4;
    }
    if (factor === 1) continue;
    let product = l0 * factor + digit;
    l0 = product >>> 0;
    product = l1 * factor + (product - l0) / TWO_32;
    l1 = product >>> 0;
    product = l2 * factor + (product - l1) / TWO_32;
    l2 = product >>> 0;
    product = l3 * factor + (product - l2) / TWO_32;
    l3 = product >>> 0;
    if (product !== l3) return false;
  }
  if (!isBelow(l0, l1, l2, l3, limit)) return false;
  if (sign === NUMERIC_NEGATIVE) {
    l0 = -l0 >>> 0;
    l1 = (~l1 + (l0 === 0 ? 1 : 0)) >>> 0;
    l2 = (~l2 + (l0 === 0 && l1 === 0 ? 1 : 0)) >>> 0;
    l3 = (~l3 + (l0 === 0 && l1 === 0 && l2 === 0 ? 1 : 0)) >>> 0;
  }
  writeLimb(out, outAt, l3);
  writeLimb(out, outAt + 4, l2);
  writeLimb(out, outAt + 8, l1);
  writeLimb(out, outAt + 12, l0);
  return true;
}

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function isBelow(l0: number, l1: number, l2: number, l3: number, limit: Uint32Array): boolean {
  if (l3 !== limit[3]) return l3 < (limit[3] as number);
  if (l2 !== limit[2]) return l2 < (limit[2] as number);
  if (l1 !== limit[1]) return l1 < (limit[1] as number);
  return l0 < (limit[0] as number);
}

function writeLimb(out: Uint8Array, at: number, limb: number): void {
  out[at] = limb >>> 24;
  out[at + 1] = limb >>> 16;
  out[at + 2] = limb >>> 8;
  out[at + 3] = limb;
}
