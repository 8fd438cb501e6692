import { DECIMAL_LIMITS, type DecimalType } from '../dataset/field.ts';
import { currencyOf } from '../money/currencies.ts';
import { canonicalText } from '../money/format.ts';
import { BIGINT_MAX, BIGINT_MIN } from '../money/minor-units.ts';
import type { FieldMap, NumberFormat } from './contract.ts';
import { NumberScanner, numberFormatText } from './number-scanner.ts';
import { type ReadText, Refusal } from './refusal.ts';

type DecimalMap = Pick<FieldMap, 'negate' | 'scale' | 'minorUnits'>;

/** Quantities and rates: canonical text without trailing zeros. */
export function decimalReader(
  type: Exclude<DecimalType, 'money'>,
  map: DecimalMap,
  format: NumberFormat,
): ReadText {
  const limit = DECIMAL_LIMITS[type];
  const scanner = new NumberScanner(format);
  const notANumber = new Refusal('not_a_number', numberFormatText(format));
  const write = writer(
    scanner,
    map.negate === true,
    0,
    Math.min(map.scale ?? limit.scale, limit.scale),
    limit.integerDigits,
  );
  return (text) => (scanner.scan(text) ? write(text) : notANumber);
}

/** Money: the reader for one currency, padded to its minor unit. */
export function moneyReader(map: DecimalMap, format: NumberFormat): (currency: string) => ReadText | Refusal {
  const byCurrency = new Map<string, ReadText | Refusal>();
  return (currency) => {
    let reader = byCurrency.get(currency);
    if (reader === undefined) {
      reader = moneyReaderOf(currency, map, format);
      byCurrency.set(currency, reader);
    }
    return reader;
  };
}

function moneyReaderOf(currency: string, map: DecimalMap, format: NumberFormat): ReadText | Refusal {
  const limit = DECIMAL_LIMITS.money;
  const minorUnits = currencyOf(currency)?.minorUnits ?? null;
  const most = map.scale ?? minorUnits;
  if (most === null || (map.minorUnits === true && minorUnits === null)) {
    return new Refusal(
      'currency_without_minor_unit',
      `a currency with a minor unit, or a declared scale: ISO 4217 gives none for ${currency}`,
    );
  }
  const scanner = new NumberScanner(format);
  const notANumber = new Refusal('not_a_number', numberFormatText(format));
  const pad = Math.min(minorUnits ?? 0, most);
  const of = ` in ${currency}`;
  const write = writer(
    scanner,
    map.negate === true,
    pad,
    Math.min(most, limit.scale),
    limit.integerDigits,
    of,
  );
  if (map.minorUnits !== true) return (text) => (scanner.scan(text) ? write(text) : notANumber);
  const notWhole = new Refusal('not_whole', 'a whole number of minor units');
  return (text) => {
    if (!scanner.scan(text)) return notANumber;
    if (/[^0]/.test(scanner.fraction)) return notWhole;
    const digits = scanner.whole.padStart((minorUnits as number) + 1, '0');
    const point = digits.length - (minorUnits as number);
    scanner.whole = digits.slice(0, point);
    scanner.fraction = digits.slice(point);
    scanner.plain = false;
    return write(text);
  };
}

/** Canonical text of what was scanned, within the limits. `text` itself is returned where it is canonical already. */
function writer(
  scanner: NumberScanner,
  negate: boolean,
  pad: number,
  mostDecimals: number,
  mostDigits: number,
  of = '',
): ReadText {
  const tooLarge = new Refusal('too_large', `at most ${mostDigits} digits before the decimal point`);
  const allowed = mostDecimals === 0 ? 'no decimals' : `at most ${mostDecimals} decimals`;
  const tooFine = new Refusal('too_many_decimals', `${allowed}${of}`);
  return (text) => {
    const { whole, fraction } = scanner;
    const decimals = fraction.length <= pad ? fraction.length : significant(fraction, pad);
    if (whole.length > mostDigits && whole.replace(/^0+/, '').length > mostDigits) return tooLarge;
    if (decimals > mostDecimals) return tooFine;
    if (scanner.plain && !negate && fraction.length === pad && !scanner.negative && isShort(whole))
      return text;
    return canonicalText(scanner.negative !== negate, whole, fraction, pad);
  };
}

/** Digits that stay when trailing zeros beyond `keep` are cut. */
function significant(fraction: string, keep: number): number {
  let length = fraction.length;
  while (length > keep && fraction.charCodeAt(length - 1) === 48) length--;
  return length;
}

/** No leading zeros, and not empty. */
const isShort = (whole: string): boolean =>
  whole.length === 1 || (whole.length > 1 && whole.charCodeAt(0) !== 48);

/** Whole numbers that a bigint holds. */
export function integerReader(negate: boolean, format: NumberFormat): ReadText {
  const scanner = new NumberScanner(format);
  const notANumber = new Refusal('not_a_number', numberFormatText(format));
  const notWhole = new Refusal('not_whole', 'a whole number');
  const tooLarge = new Refusal('too_large', 'a whole number of 64 bits');
  return (text) => {
    if (!scanner.scan(text)) return notANumber;
    if (/[^0]/.test(scanner.fraction)) return notWhole;
    const canonical = canonicalText(scanner.negative !== negate, scanner.whole, '', 0);
    if (canonical.length < 19) return canonical;
    if (canonical.length > 20) return tooLarge;
    const value = BigInt(canonical);
    return value > BIGINT_MAX || value < BIGINT_MIN ? tooLarge : canonical;
  };
}

/** A raw column inside an expression: canonical decimal text, null when it is no number of this format. */
export function rawNumberReader(format: NumberFormat): (text: string) => string | null {
  const scanner = new NumberScanner(format);
  return (text) =>
    text.length <= MOST_RAW_DIGITS && scanner.scan(text)
      ? canonicalText(scanner.negative, scanner.whole, scanner.fraction, 0)
      : null;
}

/** Far beyond any amount; keeps a hostile file from making products of megabytes. */
const MOST_RAW_DIGITS = 100;
