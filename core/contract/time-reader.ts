import { dateExists, dateOfDayNumber, dateText, dayNumber, instantText } from '../calendar/civil.ts';
import { type Zone, zoneNamed } from '../calendar/zone.ts';
import type { FieldMap } from './contract.ts';
import { compileDatePattern, type DatePattern, type TimeParts } from './date-pattern.ts';
import { epochPattern, ISO_TIMES } from './iso-time.ts';
import { type ReadText, Refusal } from './refusal.ts';

type TimeMap = Pick<FieldMap, 'zone' | 'pattern' | 'ambiguousTime'>;

const MOST_REMEMBERED = 20_000;
const LONGEST_REMEMBERED = 64;

/** The pattern of a checked contract. */
export function datePattern(pattern: string | undefined): DatePattern | { message: string; hint?: string } {
  if (pattern === undefined) return ISO_TIMES;
  if (pattern === 'epoch_seconds' || pattern === 'epoch_milliseconds') return epochPattern(pattern);
  return compileDatePattern(pattern);
}

/**
 * A calendar date in the accounting zone. A text without a time is that date. A time is an instant: by the offset in
 * the text, else by the declared zone; its date is the one that calendars show in the accounting zone.
 */
export function dateReader(map: TimeMap, accountingZone: string): ReadText {
  const place = new Place(map, zoneNamed(accountingZone));
  return remembered(
    (parts) => {
      const { year, month, day } = parts;
      const sameZone = parts.offset === null && place.zone !== null && place.zone === place.accounting;
      if (!parts.hasTime || sameZone) return dateText(year, month, day);
      const instants = place.instantsOf(parts);
      if (instants instanceof Refusal) return instants;
      if (instants.some((instant) => instant < FIRST_INSTANT || instant > LAST_INSTANT)) return NO_SUCH_DATE;
      const dates = instants.map((instant) => place.dateOf(instant));
      return dates.every((date) => date === dates[0]) ? (dates[0] as string) : place.chosen(dates);
    },
    map,
    'not_a_date',
  );
}

/** An instant in UTC with microseconds, YYYY-MM-DDTHH:MM:SS.ffffffZ. */
export function timestampReader(map: TimeMap, accountingZone: string): ReadText {
  const place = new Place(map, zoneNamed(accountingZone));
  const noTime = new Refusal('not_a_timestamp', 'a date with a time');
  return remembered(
    (parts) => {
      if (!parts.hasTime) return noTime;
      const instants = place.instantsOf(parts);
      if (instants instanceof Refusal) return instants;
      if (instants.some((instant) => instant < FIRST_INSTANT || instant > LAST_INSTANT)) return NO_SUCH_DATE;
      const texts = instants.map((instant) => instantText(instant, parts.microsecond));
      return texts.length === 1 ? (texts[0] as string) : place.chosen(texts);
    },
    map,
    'not_a_timestamp',
  );
}

/** Matching, ranges and a memory: accounting files repeat their dates. */
function remembered(read: (parts: TimeParts) => string | Refusal, map: TimeMap, rule: string): ReadText {
  const pattern = datePattern(map.pattern);
  const match = 'match' in pattern ? pattern.match : () => null;
  const unreadable = new Refusal(rule, `written as ${map.pattern ?? 'yyyy-MM-dd, a time in ISO 8601'}`);
  const memory = new Memory();
  return (text) => {
    const known = memory.get(text);
    if (known !== undefined) return known;
    const parts = match(text);
    const result = parts === null ? unreadable : (outOfRange(parts) ?? read(parts));
    memory.set(text, result);
    return result;
  };
}

/** What was read before. It gives up on a column whose values hardly repeat, such as timestamps to the second. */
class Memory {
  private readonly results = new Map<string, string | Refusal>();
  private hits = 0;
  private useful = true;

  get(text: string): string | Refusal | undefined {
    if (!this.useful) return undefined;
    const known = this.results.get(text);
    if (known !== undefined) this.hits++;
    return known;
  }

  set(text: string, result: string | Refusal): void {
    if (!this.useful || text.length > LONGEST_REMEMBERED) return;
    if (this.results.size >= MOST_REMEMBERED) {
      this.useful = this.hits > this.results.size;
      this.results.clear();
      this.hits = 0;
    }
    this.results.set(text, result);
  }
}

/** A day inside the years 1 to 9999, so that no zone leads out of them. */
const FIRST_INSTANT = dayNumber(1, 1, 2) * 86_400;
const LAST_INSTANT = dayNumber(9999, 12, 31) * 86_400;
const NO_SUCH_DATE = new Refusal('date_does_not_exist', 'a day that the calendar has');
const NO_SUCH_TIME = new Refusal(
  'time_does_not_exist',
  'a time from 00:00:00 to 23:59:59, an offset up to 18 hours',
);

function outOfRange(parts: TimeParts): Refusal | undefined {
  if (!dateExists(parts.year, parts.month, parts.day)) return NO_SUCH_DATE;
  const clock = parts.hour <= 23 && parts.minute <= 59 && parts.second <= 59;
  return clock && !Number.isNaN(parts.offset ?? 0) ? undefined : NO_SUCH_TIME;
}

/** The zones of a field and what is refused in them. */
class Place {
  readonly zone: Zone | null;
  private readonly zoneMissing = new Refusal(
    'zone_missing',
    'an offset in the text, or a zone in the contract: this is a local time',
  );
  private readonly skipped: Refusal;
  private readonly twice: Refusal;

  constructor(
    private readonly map: TimeMap,
    readonly accounting: Zone | null,
  ) {
    this.zone = map.zone === undefined ? null : zoneNamed(map.zone);
    this.skipped = new Refusal(
      'time_does_not_exist',
      `a local time that ${map.zone} has: clocks go forward over this one`,
    );
    this.twice = new Refusal(
      'time_ambiguous',
      `a local time that ${map.zone} has once: clocks go back over this one (declare ambiguous_time: earlier or later)`,
    );
  }

  instantsOf(parts: TimeParts): readonly number[] | Refusal {
    const clock = parts.hour * 3600 + parts.minute * 60 + parts.second;
    const local = dayNumber(parts.year, parts.month, parts.day) * 86_400 + clock;
    if (parts.offset !== null) return [local - parts.offset];
    if (this.zone === null) return this.zoneMissing;
    const instants = this.zone.instantsOf(local);
    return instants.length === 0 ? this.skipped : instants;
  }

  /** Of two readings, earlier first, the declared one. */
  chosen(readings: readonly string[]): string | Refusal {
    if (this.map.ambiguousTime === undefined) return this.twice;
    return readings[this.map.ambiguousTime === 'earlier' ? 0 : 1] as string;
  }

  dateOf(instant: number): string {
    const offset = this.accounting?.offsetAt(instant) ?? 0;
    return dateOfDayNumber(Math.floor((instant + offset) / 86_400));
  }
}
