/** The exact sum of decimal texts: no float takes part. "0" of none. */
export function sumDecimals(values: Iterable<string>): string {
  let sum = '0';
  for (const value of values) sum = combine(sum, value, 1n);
  return sum;
}

/** "12.50" less "0.01" is "12.49". */
export function subtractDecimals(left: string, right: string): string {
  return combine(left, right, -1n);
}

function combine(left: string, right: string, sign: 1n | -1n): string {
  const [a, b] = [partsOf(left), partsOf(right)];
  const scale = Math.max(a.fraction.length, b.fraction.length);
  const value = unscaled(a, scale) + sign * unscaled(b, scale);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

interface Parts {
  minus: boolean;
  whole: string;
  fraction: string;
}

/** Text that is no decimal counts as zero, as in `compareDecimals`. */
function partsOf(text: string): Parts {
  const [, minus, whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return { minus: minus === '-', whole, fraction };
}

function unscaled({ minus, whole, fraction }: Parts, scale: number): bigint {
  const value = BigInt(whole + fraction.padEnd(scale, '0'));
  return minus ? -value : value;
}
