/** What a date pattern found in a text. Reused from value to value: copy what must last. */
export interface TimeParts {
  year: number;
  month: number;
  day: number;
  hasTime: boolean;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Seconds ahead of UTC where the text says so. */
  offset: number | null;
}

/** Null when the text is not written in the pattern. Ranges of months, days and hours are not looked at. */
export type MatchTime = (text: string) => TimeParts | null;

export interface DatePattern {
  match: MatchTime;
  hasTime: boolean;
  hasOffset: boolean;
}

/** Longest first. */
const LETTERS: readonly [letters: string, group: string][] = [
  ['yyyy', '(?<year>\\d{4})'],
  ['MMMM', '(?<monthName>[A-Za-z]+)'],
  ['MMM', '(?<monthName>[A-Za-z]{3})'],
  ['MM', '(?<month>\\d{2})'],
  ['M', '(?<month>\\d{1,2})'],
  ['dd', '(?<day>\\d{2})'],
  ['d', '(?<day>\\d{1,2})'],
  ['HH', '(?<hour>\\d{2})'],
  ['H', '(?<hour>\\d{1,2})'],
  ['hh', '(?<half>\\d{2})'],
  ['h', '(?<half>\\d{1,2})'],
  ['mm', '(?<minute>\\d{2})'],
  ['ss', '(?<second>\\d{2})'],
  ['a', '(?<noon>[AaPp][Mm])'],
  ['XXX', '(?<offset>Z|[+-]\\d{2}:\\d{2})'],
  ['XX', '(?<offset>Z|[+-]\\d{4})'],
];

const MONTHS = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
]; // biome-ignore format: one line reads better

/** Compiles a pattern such as `dd.MM.yyyy HH:mm`; text in single quotes stands for itself. */
export function compileDatePattern(pattern: string): DatePattern | { message: string; hint?: string } {
  let source = '';
  for (let at = 0; at < pattern.length; ) {
    const piece = pieceAt(pattern, at);
    if ('message' in piece) return piece;
    source += piece.source;
    at += piece.length;
  }
  const groups = new Set([...source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name));
  const missing = missingPart(groups);
  if (missing !== undefined) return missing;
  try {
    return {
      match: matcher(new RegExp(`^${source}$`)),
      hasTime: groups.has('hour') || groups.has('half'),
      hasOffset: groups.has('offset'),
    };
  } catch {
    return { message: 'a part of the date stands in the pattern twice' };
  }
}

function pieceAt(
  pattern: string,
  at: number,
): { source: string; length: number } | { message: string; hint?: string } {
  const quoted = /^'([^']+)'/.exec(pattern.slice(at));
  if (quoted) return { source: escapeRegExp(quoted[1] ?? ''), length: quoted[0].length };
  const fraction = /^S+/.exec(pattern.slice(at))?.[0];
  if (fraction !== undefined) {
    return fraction.length > 9
      ? { message: 'a fraction of a second has at most nine digits' }
      : { source: `(?<fraction>\\d{${fraction.length}})`, length: fraction.length };
  }
  const letter = /^([A-Za-z])\1*/.exec(pattern.slice(at))?.[0];
  if (letter === undefined) return { source: escapeRegExp(pattern[at] ?? ''), length: 1 };
  const known = LETTERS.find(([letters]) => letters === letter);
  if (known) return { source: known[1], length: letter.length };
  if (/^y+$/.test(letter)) {
    return {
      message: `"${letter}" has no century`,
      hint: 'only yyyy is certain: have the source write four digits',
    };
  }
  const message = `"${letter}" is not a part of a date pattern`;
  return {
    message,
    hint: `known: ${LETTERS.map(([letters]) => letters).join(' ')} S; other text goes into single quotes`,
  };
}

function missingPart(
  groups: ReadonlySet<string | undefined>,
): { message: string; hint?: string } | undefined {
  if (!groups.has('year')) return { message: 'the pattern has no year', hint: 'yyyy' };
  if (!groups.has('month') && !groups.has('monthName'))
    return { message: 'the pattern has no month', hint: 'MM' };
  if (!groups.has('day')) return { message: 'the pattern has no day', hint: 'dd' };
  if (groups.has('half') !== groups.has('noon'))
    return { message: 'hh and a (AM or PM) go together', hint: 'HH counts to 23' };
  const needsHour = groups.has('minute') || groups.has('second') || groups.has('offset');
  if (needsHour && !groups.has('hour') && !groups.has('half'))
    return { message: 'the pattern has no hour', hint: 'HH' };
  if (groups.has('second') && !groups.has('minute'))
    return { message: 'the pattern has seconds but no minutes', hint: 'mm' };
  return undefined;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function matcher(pattern: RegExp): MatchTime {
  const parts: TimeParts = emptyParts();
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return null;
    parts.year = Number(groups.year);
    parts.month = groups.month === undefined ? monthNumber(groups.monthName ?? '') : Number(groups.month);
    parts.day = Number(groups.day);
    parts.hasTime = groups.hour !== undefined || groups.half !== undefined;
    parts.hour =
      groups.half === undefined
        ? Number(groups.hour ?? 0)
        : hourOfHalf(Number(groups.half), groups.noon ?? '');
    parts.minute = Number(groups.minute ?? 0);
    parts.second = Number(groups.second ?? 0);
    parts.microsecond = Number((groups.fraction ?? '').slice(0, 6).padEnd(6, '0'));
    parts.offset = groups.offset === undefined ? null : offsetSeconds(groups.offset);
    return parts;
  };
}

export function emptyParts(): TimeParts {
  return {
    year: 0,
    month: 0,
    day: 0,
    hasTime: false,
    hour: 0,
    minute: 0,
    second: 0,
    microsecond: 0,
    offset: null,
  };
}

/** 0 for what is no English month or its first three letters. */
function monthNumber(name: string): number {
  const folded = name.toLowerCase();
  return MONTHS.findIndex((month) => month === folded || month.slice(0, 3) === folded) + 1;
}

/** Out of range for hours that a clock of twelve does not show, so that they are refused. */
const hourOfHalf = (hour: number, noon: string): number =>
  hour < 1 || hour > 12 ? 99 : (hour % 12) + (noon.toLowerCase() === 'pm' ? 12 : 0);

/** Z, UTC, +HH:MM or +HHMM. NaN when the minutes or hours are out of range. */
export function offsetSeconds(text: string): number {
  if (text === 'Z' || text === 'UTC') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}
