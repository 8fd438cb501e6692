import { type Decimal, divideIntegers, fromBigInt } from '../money/decimal.ts';

/** Decimals of a similarity. */
export const SIMILARITY_SCALE = 4;

/** A word: letters with their marks, and digits, of any script. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * The trigrams of a text as PostgreSQL's pg_trgm defines them: of each word in lower case, with two blanks before and one after
 * it, each three characters in a row, once. Characters are Unicode code points of the composed form (NFC), and lower case is
 * that of Unicode, so that no locale of a server changes what is found.
 */
export function trigrams(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [word] of text.normalize('NFC').toLowerCase().matchAll(WORD)) {
    const characters = [' ', ' ', ...word, ' '];
    for (let at = 0; at + 2 < characters.length; at++)
      found.add(`${characters[at]}${characters[at + 1]}${characters[at + 2]}`);
  }
  return found;
}

/** Of the trigrams that either has, the share that both have: 0 to 1, 4 decimals half up. 0 where neither has any. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): Decimal {
  let shared = 0;
  const [fewer, more] = a.size <= b.size ? [a, b] : [b, a];
  for (const trigram of fewer) if (more.has(trigram)) shared++;
  const all = a.size + b.size - shared;
  if (all === 0) return fromBigInt(0n);
  const share = divideIntegers(BigInt(shared) * 10n ** BigInt(SIMILARITY_SCALE), BigInt(all), 'half_up');
  return fromBigInt(share, SIMILARITY_SCALE);
}

/** Texts whose trigrams are kept: many lines have the same text. */
const MOST_KEPT = 10_000;

/** Compares texts, and remembers the trigrams of those that it met last. */
export function textComparer(): (a: string, b: string) => Decimal {
  const kept = new Map<string, ReadonlySet<string>>();
  const of = (text: string) => {
    const known = kept.get(text);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const found = trigrams(text);
    kept.set(text, found);
    return found;
  };
  return (a, b) => similarity(of(a), of(b));
}
