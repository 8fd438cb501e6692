/** Amounts as BigInt hundredths: every currency of the generated files has two decimals. No float touches them. */

/** "-1234.5" -> -123450n. Refuses anything that hundredths cannot hold exactly. */
export function toMinor(text: string, decimalSeparator: '.' | ',' = '.'): bigint {
  const match = /^(-?)(\d+)(?:[.,](\d*))?$/.exec(text);
  if (
    !match ||
    (text.includes('.') && decimalSeparator === ',') ||
    (text.includes(',') && decimalSeparator === '.')
  ) {
    throw new Error(`not a plain amount: ${text}`);
  }
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  if (decimals.length > 2) throw new Error(`more than two decimals: ${text}`);
  const minor = BigInt(match[2] as string) * 100n + BigInt(decimals.padEnd(2, '0'));
  return match[1] === '-' ? -minor : minor;
}

/** -123450n -> "-1234.50" */
export function fromMinor(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** minor * numerator / denominator, ties away from zero; the denominator is positive. */
export function scaleHalfUp(minor: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = minor * numerator;
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return product < 0n ? -rounded : rounded;
}
