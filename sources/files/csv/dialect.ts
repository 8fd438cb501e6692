import { InputRejected } from '#core/failure/failure.ts';
import type { Format } from '../reader.ts';

export type CsvFormat = Extract<Format, { type: 'csv' }>;

export interface Dialect {
  /** Code units in the declared encoding; -1 where the file knows no quotes. */
  delimiter: number;
  quote: number;
  unitBytes: 1 | 2;
}

/**
 * Delimiter and quote must each be one unit of the encoding (a byte, or two in UTF-16), so that the splitter never has
 * to decode. `quote: ""` means that quotes are ordinary characters.
 */
export function dialectOf(file: string, format: CsvFormat): Dialect {
  const refuse = (what: string, given: string): never => {
    throw new InputRejected({
      file,
      rule: 'dialect',
      detail: `the declared ${what} ${JSON.stringify(given)} cannot be used with ${format.encoding}`,
      hint: `A ${what} is one ASCII character, not a line end, and differs from the other.`,
    });
  };
  const unit = (what: string, text: string): number => {
    const code = text.charCodeAt(0);
    const largest = format.encoding === 'utf-16le' ? 0xd7ff : 0x7f;
    const control = code === 0 || code === 10 || code === 13;
    return text.length !== 1 || code > largest || control ? refuse(what, text) : code;
  };
  const delimiter = unit('delimiter', format.delimiter);
  const quote = format.quote === '' ? -1 : unit('quote', format.quote);
  if (delimiter === quote) refuse('quote', format.quote);
  return { delimiter, quote, unitBytes: format.encoding === 'utf-16le' ? 2 : 1 };
}
