/**
 * Decimals as whole numbers of their last place: -12.5 at scale 2 is -1250n. Exact, and without a decimal library,
 * for sums over millions of values.
 */

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The text times 10^scale; undefined when it is no plain decimal or has more decimals than that. */
export function toUnscaled(text: string, scale: number): bigint | undefined {
  const parts = PLAIN.exec(text);
  if (!parts) return undefined;
  const [, sign, whole, fraction = ''] = parts;
  if (fraction.length > scale && /[^0]/.test(fraction.slice(scale))) return undefined;
  const digits = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, '0')}`);
  return sign === '-' ? -digits : digits;
}

/** Canonical text: no trailing zeros, no exponent, no negative zero. */
export function fromUnscaled(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${sign}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}
