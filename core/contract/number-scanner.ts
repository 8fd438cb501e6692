import type { NumberFormat } from './contract.ts';

const ZERO = 48;
const NINE = 57;

/**
 * Cuts the text of a number into sign, digits before and digits after the decimal separator, in exactly the format that
 * the contract declares. `scan` is on the hot path: it fills this object and allocates no other.
 */
export class NumberScanner {
  negative = false;
  whole = '';
  fraction = '';
  /** The text is digits with an optional minus and point: canonical but for zeros at the ends. */
  plain = false;

  private readonly point: number;
  private readonly group: number;

  constructor(private readonly format: NumberFormat) {
    this.point = format.decimalSeparator.charCodeAt(0);
    this.group = format.thousandsSeparator?.charCodeAt(0) ?? -1;
  }

  /** False when the text is no number of this format; the fields are then undefined. */
  scan(text: string): boolean {
    let start = 0;
    let end = text.length;
    this.negative = false;
    switch (this.format.sign) {
      case 'minus':
        if (text.charCodeAt(0) === 45) start = 1;
        this.negative = start === 1;
        break;
      case 'plus_or_minus':
        this.negative = text.charCodeAt(0) === 45;
        if (this.negative || text.charCodeAt(0) === 43) start = 1;
        break;
      case 'trailing':
        this.negative = text.charCodeAt(end - 1) === 45;
        if (this.negative) end--;
        break;
      case 'parentheses':
        this.negative = text.charCodeAt(0) === 40 && text.charCodeAt(end - 1) === 41;
        if (this.negative) {
          start = 1;
          end--;
        }
    }
    return this.digits(text, start, end);
  }

  private digits(text: string, start: number, end: number): boolean {
    let point = -1;
    let lastGroup = -1;
    for (let index = start; index < end; index++) {
      const code = text.charCodeAt(index);
      if (code >= ZERO && code <= NINE) continue;
      if (code === this.point && point < 0) {
        point = index;
      } else if (code === this.group && point < 0 && isGroupBefore(index, lastGroup, start)) {
        lastGroup = index;
      } else {
        return false;
      }
    }
    const wholeEnd = point < 0 ? end : point;
    if (lastGroup >= 0 && wholeEnd - lastGroup !== 4) return false;
    if (point >= 0 && point === end - 1) return false;
    if (wholeEnd === start && point < 0) return false;
    this.whole = text.slice(start, wholeEnd);
    if (lastGroup >= 0) this.whole = this.whole.replaceAll(this.format.thousandsSeparator as string, '');
    this.fraction = point < 0 ? '' : text.slice(point + 1, end);
    this.plain = lastGroup < 0 && this.format.sign === 'minus' && (point < 0 || this.point === 46);
    return true;
  }
}

/** The first group has one to three digits, every later one three. */
function isGroupBefore(index: number, lastGroup: number, start: number): boolean {
  return lastGroup < 0 ? index - start >= 1 && index - start <= 3 : index - lastGroup === 4;
}

/** In words, for messages. */
export function numberFormatText(format: NumberFormat): string {
  const thousands = format.thousandsSeparator;
  const sample = `1${thousands ?? ''}234${format.decimalSeparator}50`;
  const signed = {
    minus: `-${sample}`,
    plus_or_minus: `-${sample} or +${sample}`,
    trailing: `${sample}-`,
    parentheses: `(${sample})`,
  }[format.sign];
  const separators =
    thousands === undefined ? 'no thousands separator' : `thousands separator "${thousands}"`;
  return `a number such as ${signed} (decimal separator "${format.decimalSeparator}", ${separators}, no exponent)`;
}
