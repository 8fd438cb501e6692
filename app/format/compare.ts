/** Orders decimal texts by value, exactly: -1, 0 or 1. Text that is no decimal counts as zero. */
export function compareDecimals(left: string, right: string): number {
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Both numbers as integers of one scale. */
function aligned(left: string, right: string): [bigint, bigint] {
  const [leftWhole = '0', leftFraction = ''] = left.split('.');
  const [rightWhole = '0', rightFraction = ''] = right.split('.');
  const scale = Math.max(leftFraction.length, rightFraction.length);
  return [
    toInteger(leftWhole + leftFraction.padEnd(scale, '0')),
    toInteger(rightWhole + rightFraction.padEnd(scale, '0')),
  ];
}

function toInteger(digits: string): bigint {
  return /^-?\d+$/.test(digits) ? BigInt(digits) : 0n;
}
