/**
 * Compares two decimals in canonical text (see format.ts; trailing zeros may differ) by value, without making Decimals:
 * below 0, 0 or above 0. Checks of a contract run it for every row.
 */
export function compareDecimalText(left: string, right: string): number {
  const leftNegative = left.charCodeAt(0) === 45;
  const rightNegative = right.charCodeAt(0) === 45;
  if (leftNegative !== rightNegative) return leftNegative ? -1 : 1;
  return leftNegative ? compareDigits(right, left, 1) : compareDigits(left, right, 0);
}

function compareDigits(left: string, right: string, start: number): number {
  const leftPoint = wholeEnd(left);
  const rightPoint = wholeEnd(right);
  if (leftPoint !== rightPoint) return leftPoint - rightPoint;
  const length = Math.max(left.length, right.length);
  for (let index = start; index < length; index++) {
    if (index === leftPoint) continue;
    // Beyond the end stand zeros.
    const a = index < left.length ? left.charCodeAt(index) : 48;
    const b = index < right.length ? right.charCodeAt(index) : 48;
    if (a !== b) return a - b;
  }
  return 0;
}

function wholeEnd(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? text.length : point;
}
