import { dayNumber } from './civil.ts';

/**
 * Offsets of IANA zones, exact to the second, from the tzdata that the runtime carries. Looking one up through Intl takes
 * microseconds, so they are remembered by quarter hours in which nothing changes.
 */
const QUARTER = 900;
const MOST_REMEMBERED = 200_000;
/** No zone was ever farther from UTC than this. */
const DAY = 86_400;

export interface Zone {
  readonly name: string;
  /** Seconds that local time is ahead of UTC at an instant (seconds since 1970-01-01T00:00:00Z). */
  offsetAt(instant: number): number;
  /**
   * The instants at which clocks show a local time, earliest first: one as a rule, none in the hour that is skipped when
   * clocks go forward, two in the hour that happens twice. Local times count like UTC: seconds since 1970-01-01T00:00:00.
   */
  instantsOf(local: number): readonly number[];
}

const zones = new Map<string, Zone | null>();

/** Null for a name that the tzdata of the runtime does not know. */
export function zoneNamed(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = makeZone(name);
    zones.set(name, zone);
  }
  return zone;
}

/** Offsets such as +02:00 are no zones: they do not say when clocks change. */
const ZONE_NAME = /^(?:UTC|GMT|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/;

function makeZone(name: string): Zone | null {
  if (!ZONE_NAME.test(name)) return null;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
  return new IntlZone(name, format);
}

class IntlZone implements Zone {
  /** Quarter hour of UTC -> offset; NaN where a change falls inside. */
  private readonly offsets = new Map<number, number>();
  /** Quarter hour of local time -> the only offset in all of it; NaN where there is none or more than one. */
  private readonly localOffsets = new Map<number, number>();

  constructor(
    readonly name: string,
    private readonly format: Intl.DateTimeFormat,
  ) {}

  offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER);
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      const first = this.askIntl(quarter * QUARTER);
      offset = first === this.askIntl(quarter * QUARTER + QUARTER - 1) ? first : Number.NaN;
      remember(this.offsets, quarter, offset);
    }
    return Number.isNaN(offset) ? this.askIntl(instant) : offset;
  }

  instantsOf(local: number): readonly number[] {
    const quarter = Math.floor(local / QUARTER);
    let offset = this.localOffsets.get(quarter);
    if (offset === undefined) {
      const first = this.search(quarter * QUARTER);
      const last = this.search(quarter * QUARTER + QUARTER - 1);
      const steady = first.length === 1 && last.length === 1 && first[0] === (last[0] ?? 0) - (QUARTER - 1);
      offset = steady ? quarter * QUARTER - (first[0] as number) : Number.NaN;
      remember(this.localOffsets, quarter, offset);
    }
    return Number.isNaN(offset) ? this.search(local) : [local - offset];
  }

  /** Tries the offsets of the day before and the day after: a time is real when its offset holds at its own instant. */
  private search(local: number): number[] {
    const before = this.offsetAt(local - DAY);
    const after = this.offsetAt(local + DAY);
    const found: number[] = [];
    for (const offset of before === after ? [before] : [before, after]) {
      if (this.offsetAt(local - offset) === offset) found.push(local - offset);
    }
    return found.sort((a, b) => a - b);
  }

  private askIntl(instant: number): number {
    let era = '';
    const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of this.format.formatToParts(instant * 1000)) {
      if (type === 'era') era = value;
      else if (type in part) part[type as keyof typeof part] = Number(value);
    }
    const year = era.startsWith('B') ? 1 - part.year : part.year;
    const local =
      dayNumber(year, part.month, part.day) * DAY + part.hour * 3600 + part.minute * 60 + part.second;
    return local - instant;
  }
}

function remember(cache: Map<number, number>, key: number, value: number): void {
  if (cache.size >= MOST_REMEMBERED) cache.clear();
  cache.set(key, value);
}
