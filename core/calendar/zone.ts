import { dayNumber } from './civil.ts';

/**
 * Offsets of IANA zones, exact to the second, from the tzdata that the runtime carries. Looking one up through Intl takes
 * microseconds, so they are remembered by spans of time at whose ends they are the same: no zone of tzdata ever changed
 * its clocks there and back within six hours.
 */
const SPAN = 6 * 3600;
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
  /** Span of UTC -> offset; NaN where a change falls inside. */
  private readonly offsets = new Map<number, number>();
  /** Span of local time -> the only offset in all of it; NaN where there is none or more than one. */
  private readonly localOffsets = new Map<number, number>();

  constructor(
    readonly name: string,
    private readonly format: Intl.DateTimeFormat,
  ) {}

  offsetAt(instant: number): number {
    const span = Math.floor(instant / SPAN);
    let offset = this.offsets.get(span);
    if (offset === undefined) {
      const first = this.askIntl(span * SPAN);
      offset = first === this.askIntl(span * SPAN + SPAN - 1) ? first : Number.NaN;
      remember(this.offsets, span, offset);
    }
    return Number.isNaN(offset) ? this.askIntl(instant) : offset;
  }

  instantsOf(local: number): readonly number[] {
    const span = Math.floor(local / SPAN);
    let offset = this.localOffsets.get(span);
    if (offset === undefined) {
      const first = this.search(span * SPAN);
      const last = this.search(span * SPAN + SPAN - 1);
      const steady = first.length === 1 && last.length === 1 && first[0] === (last[0] ?? 0) - (SPAN - 1);
      offset = steady ? span * SPAN - (first[0] as number) : Number.NaN;
      remember(this.localOffsets, span, offset);
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
