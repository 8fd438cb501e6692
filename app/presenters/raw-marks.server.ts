import type { ContractFormat } from '#core/contract/contract.ts';

/** A place in a text that a rule reads, in UTF-16 units. */
export interface Mark {
  start: number;
  end: number;
  /** Canonical field. */
  field: string;
}

export type Encoding = 'utf-8' | 'iso-8859-1' | 'windows-1252' | 'utf-16le';

/** Bytes in the declared encoding; what is not UTF-8 after all is shown byte by byte. `torn`: the end may be cut. */
export function decoded(
  bytes: Buffer,
  format: ContractFormat | undefined,
  torn = false,
): { text: string; encoding: Encoding } {
  const declared = format && 'encoding' in format ? format.encoding : 'utf-8';
  // TextDecoder takes each of the two for the other: the web's ISO 8859-1 is Windows-1252, Node's Windows-1252 is neither.
  if (declared === 'iso-8859-1') return { text: bytes.toString('latin1'), encoding: declared };
  if (declared === 'windows-1252') return { text: windows1252(bytes), encoding: declared };
  try {
    const decoder = new TextDecoder(declared, { fatal: declared === 'utf-8', ignoreBOM: true });
    return { text: decoder.decode(bytes, { stream: torn }), encoding: declared };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'iso-8859-1' };
  }
}

/** Windows-1252 from 0x80 to 0x9f; the five that it leaves open stay what they are. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windows1252(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (it) => WINDOWS[it.charCodeAt(0) - 0x80] ?? it);
}

export interface Cell {
  value: string;
  start: number;
  end: number;
}

/** The cells of the first record of a CSV, with their places inside their quotes. */
export function cellsOf(text: string, { delimiter, quote }: { delimiter: string; quote: string }): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = quote !== '' && text[at] === quote;
    const cell = isQuoted ? quotedCell(text, at, quote) : plainCell(text, at, delimiter);
    cells.push(cell);
    at = cell.end + (isQuoted ? 1 : 0);
    if (text[at] !== delimiter) return cells;
  }
}

function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(start, end), start, end };
}

function quotedCell(text: string, at: number, quote: string): Cell {
  let end = at + 1;
  while (end < text.length && (text[end] !== quote || text[end + 1] === quote)) {
    end += text[end] === quote ? 2 : 1;
  }
  const value = text.slice(at + 1, end).replaceAll(quote + quote, quote);
  return { value, start: at + 1, end: Math.min(end, text.length) };
}

/** Marks the cells of the columns that a rule reads; `columns` says for which field. */
export function marksOfCells(
  cells: readonly Cell[],
  header: readonly string[],
  columns: ReadonlyMap<string, string>,
): Mark[] {
  return header.flatMap((name, index): Mark[] => {
    const [field, cell] = [columns.get(name), cells[index]];
    return field !== undefined && cell && cell.end > cell.start
      ? [{ start: cell.start, end: cell.end, field }]
      : [];
  });
}

/** Shorter values stand in a text by chance. */
const SHORTEST = 3;

/** Formats without columns: marks values where the text shows them first, no place twice. */
export function marksOfTexts(
  text: string,
  values: ReadonlyMap<string, string>,
  type: ContractFormat['type'],
): Mark[] {
  const marks: Mark[] = [];
  for (const [field, value] of values) {
    const mark = spellings(value, type)
      .map((spelling) => placeOf(text, spelling, field))
      .find((it) => it && !marks.some((other) => it.start < other.end && other.start < it.end));
    if (mark) marks.push(mark);
  }
  return marks.sort((a, b) => a.start - b.start);
}

function placeOf(text: string, value: string, field: string): Mark | undefined {
  const start = value.length < SHORTEST ? -1 : text.indexOf(value);
  return start < 0 ? undefined : { start, end: start + value.length, field };
}

/** How a format may write a canonical value: SWIFT has decimal commas, and dates of six digits. */
function spellings(value: string, type: ContractFormat['type']): string[] {
  const unsigned = value.replace(/^-/, '');
  const isDecimal = /^\d+\.\d+$/.test(unsigned);
  const short = isDecimal ? unsigned.replace(/0+$/, '') : unsigned;
  if (type !== 'mt940') return isDecimal ? [unsigned, short.replace(/\.$/, '')] : [value];
  const day = /^\d\d(\d\d)-(\d\d)-(\d\d)$/.exec(value);
  if (day) return [`${day[1]}${day[2]}${day[3]}`];
  return isDecimal ? [unsigned.replace('.', ','), short.replace('.', ',')] : [value];
}
