import { parse, validate } from 'node-cron';
import { Failure } from '#core/failure/failure.ts';

/**
 * When a cron expression fires next: pure, so that the next fire can be stored, shown and tested. node-cron's syntax
 * and meaning (day of month AND day of week), with one difference: a time that the clocks jump over in spring still
 * fires that day, as much later as the clocks jumped. A time that occurs twice in autumn fires once.
 */
export class CronInvalid extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly cron: string,
    readonly zone: string,
    readonly reason: string,
  ) {
    super(
      `the schedule "${cron}" in ${zone} cannot be used: ${reason}`,
      'Five fields such as "30 6 * * mon-fri" and an IANA zone.',
    );
  }
}

interface CronFields {
  minutes: readonly number[];
  hours: readonly number[];
  days: readonly number[];
  months: readonly number[];
  weekdays: readonly number[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** 29 February on a given weekday comes back within 40 years. */
const HORIZON_DAYS = 41 * 366;
/** Clocks never jump further than this; bounds how far a skipped time can move behind a later one. */
const LARGEST_JUMP_MINUTES = 180;

export function parseCron(cron: string, zone: string): CronFields {
  if (cron.trim().split(/\s+/).length !== 5) throw new CronInvalid(cron, zone, 'it must have five fields');
  if (!validate(cron)) throw new CronInvalid(cron, zone, 'a field is not understood');
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
  } catch {
    throw new CronInvalid(cron, zone, 'there is no such zone');
  }
  const fields = parse(cron);
  const plain = (values: readonly (number | string)[]): number[] =>
    values.map((value) => {
      if (typeof value === 'number') return value;
      throw new CronInvalid(cron, zone, `"${value}" is not supported`);
    });
  return {
    minutes: [...fields.minute].sort((a, b) => a - b),
    hours: [...fields.hour].sort((a, b) => a - b),
    days: plain(fields.dayOfMonth),
    months: fields.month,
    weekdays: plain(fields.dayOfWeek),
  };
}

/** The first fire after an instant. @throws CronInvalid, also when it never fires (31 February) */
export function nextFire(cron: string, zone: string, after: Date): Date {
  const fields = parseCron(cron, zone);
  const start = wallClock(after.getTime(), zone);
  // One day back: a time skipped just before midnight moves into the next day.
  const firstDay = Math.floor(start / DAY) * DAY - DAY;
  for (let i = 0; i < HORIZON_DAYS; i++) {
    const day = firstDay + i * DAY;
    if (!dayMatches(fields, new Date(day))) continue;
    const found = firstOnDay(fields, day, zone, after.getTime(), start);
    if (found !== undefined) return new Date(found);
  }
  throw new CronInvalid(cron, zone, 'it never fires');
}

const HOUR = 60 * MINUTE;

/** The latest fire in [notBefore, until]. */
export function lastFire(cron: string, zone: string, notBefore: Date, until: Date): Date | undefined {
  // Growing windows from the end: the fires of a year need not be counted to find the last one.
  for (let span = HOUR; ; span *= 4) {
    const from = new Date(Math.max(until.getTime() - span, notBefore.getTime() - 1));
    let last: Date | undefined;
    for (let at = nextFire(cron, zone, from); at <= until; at = nextFire(cron, zone, at)) last = at;
    if (last || from < notBefore) return last;
  }
}

function dayMatches(fields: CronFields, day: Date): boolean {
  return (
    fields.months.includes(day.getUTCMonth() + 1) &&
    fields.days.includes(day.getUTCDate()) &&
    fields.weekdays.includes(day.getUTCDay())
  );
}

function firstOnDay(
  fields: CronFields,
  day: number,
  zone: string,
  after: number,
  start: number,
): number | undefined {
  let best: number | undefined;
  let bestWall = 0;
  for (const hour of fields.hours) {
    for (const minute of fields.minutes) {
      const wall = day + (hour * 60 + minute) * MINUTE;
      if (wall < start - LARGEST_JUMP_MINUTES * MINUTE) continue;
      if (best !== undefined && wall > bestWall + LARGEST_JUMP_MINUTES * MINUTE) return best;
      const at = instantOf(wall, zone);
      if (at > after && (best === undefined || at < best)) {
        best = at;
        bestWall = wall;
      }
    }
  }
  return best;
}

/** The instant of a wall clock time (given as if it were UTC), chosen as node-cron does where there are two or none. */
function instantOf(wall: number, zone: string): number {
  const first = wall - offsetAt(wall, zone);
  const second = wall - offsetAt(first, zone);
  if (first === second || wallClock(first, zone) === wall) return first;
  if (wallClock(second, zone) === wall) return second;
  return Math.max(first, second);
}

function offsetAt(instant: number, zone: string): number {
  return wallClock(instant, zone) - instant;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show, as milliseconds as if it were UTC, to the second. */
function wallClock(instant: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
