import { asciiUpper } from '../expression/text.ts';

/**
 * How references and texts are read: alike here and in PostgreSQL, whose locale may know no letter beyond ASCII. Both go by
 * the tables below, which are handed to its statements.
 */

/** Tokens that are looked at together: an "INV 2024/001-A" is four. */
export const GRAM_TOKENS = 4;

/** Letters, marks and digits as ranges inside the brackets of a regular expression; beyond the basic plane there are none. */
export const WORD = wordRanges();

function wordRanges(): string {
  const code = (value: number) => `\\u${value.toString(16).padStart(4, '0')}`;
  let [ranges, start] = ['', -1];
  for (let value = 0; value <= 0x10000; value++) {
    const isWord =
      value < 0x10000 &&
      !(value >= 0xd800 && value <= 0xdfff) &&
      /[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(value));
    if (isWord && start < 0) start = value;
    if (isWord || start < 0) continue;
    ranges += start === value - 1 ? code(start) : `${code(start)}-${code(value - 1)}`;
    start = -1;
  }
  return ranges;
}

/** Latin, Greek and Cyrillic letters beyond ASCII and their capitals, one for one; other scripts stay as they are written. */
export const CAPITALS: ReadonlyMap<string, string> = new Map(
  [
    [0xe0, 0xff],
    [0x101, 0x17e],
    [0x3ac, 0x3ce],
    [0x430, 0x45f],
  ].flatMap(([from = 0, to = 0]) =>
    Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at))
      .map((letter) => [letter, letter.toUpperCase()] as const)
      .filter(([letter, capital]) => capital.length === 1 && capital !== letter),
  ),
);

/** An IBAN as people write it, in groups of four: no part of it is a reference. Of capitals; the shortest has 15 characters. */
export const GROUPED_IBAN = `(?<![${WORD}])[A-Z]{2}[0-9]{2}((( [A-Z0-9]{4}){3,7}( [A-Z0-9]{1,3})?)|(( [A-Z0-9]{4}){2} [A-Z0-9]{3}))(?![${WORD}])`;

/** Stands where no gram may reach across. No reference has it. */
export const BARRIER = '\u0001';

/** What is between tokens, but for the barrier. */
export const BETWEEN_TOKENS = `[^${WORD}\\u0001]+`;
/** What is no part of a reference. */
export const NO_WORD = `[^${WORD}]+`;

const BEYOND_ASCII = /[\u0080-\uffff]/g;
const upper = (text: string): string =>
  asciiUpper(text).replace(BEYOND_ASCII, (letter) => CAPITALS.get(letter) ?? letter);

const noWord = new RegExp(NO_WORD, 'gu');
const betweenTokens = new RegExp(BETWEEN_TOKENS, 'gu');
const groupedIban = new RegExp(GROUPED_IBAN, 'gu');

/** A reference as it is compared: in capitals, only letters and digits. May be empty. */
export const cleanReference = (text: string): string => upper(text).replace(noWord, '');

/** All that a text mentions: each run of one to four tokens, written together. A number inside a longer one is not mentioned. */
export function grams(text: string): Set<string> {
  const tokens = upper(text)
    .replace(groupedIban, ` ${BARRIER} `)
    .split(betweenTokens)
    .filter((token) => token !== '');
  return new Set(
    tokens.flatMap((_, at) =>
      Array.from({ length: Math.min(GRAM_TOKENS, tokens.length - at) }, (__, more) =>
        tokens.slice(at, at + more + 1).join(''),
      ),
    ),
  );
}
