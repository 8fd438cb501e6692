import type { Normalisation } from './contract.ts';

const STEPS: Record<Normalisation, (text: string) => string> = {
  trim: (text) => text.trim(),
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  collapse_spaces: (text) => text.replace(/\s+/gu, ' '),
  // A reference of zeros only keeps its last one, so that it does not become empty.
  strip_leading_zeros: (text) => text.replace(/^0+(?=.)/su, ''),
  alphanumeric: (text) => text.replace(/[^\p{L}\p{N}]+/gu, ''),
  nfc: (text) => text.normalize('NFC'),
  nfkc: (text) => text.normalize('NFKC'),
};

/** The steps in their declared order as one function. Case folding is Unicode's, without a locale. */
export function normaliser(steps: readonly Normalisation[]): (text: string) => string {
  const functions = steps.map((step) => STEPS[step]);
  if (functions.length === 0) return (text) => text;
  if (functions.length === 1) return functions[0] as (text: string) => string;
  return (text) => {
    let result = text;
    for (const step of functions) result = step(result);
    return result;
  };
}
