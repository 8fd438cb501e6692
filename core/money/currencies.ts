import { ISO_4217 } from './iso4217.generated.ts';

/** A currency of ISO 4217. */
export interface Currency {
  /** Alphabetic code. */
  code: string;
  name: string;
  /** Digits after the point of the minor unit; null where the standard gives none (XAU, XXX, most withdrawn codes). */
  minorUnits: number | null;
  /** Year, month or range in which the code was withdrawn, as the standard writes it; null while it is in use. */
  withdrawn: string | null;
}

const byCode: ReadonlyMap<string, Currency> = new Map(
  ISO_4217.map(([code, name, minorUnits, withdrawn]) => [code, { code, name, minorUnits, withdrawn }]),
);

/** Undefined for a code that ISO 4217 does not know. Codes are capitals; nothing is folded. */
export function currencyOf(code: string): Currency | undefined {
  return byCode.get(code);
}

export function allCurrencies(): readonly Currency[] {
  return [...byCode.values()];
}
