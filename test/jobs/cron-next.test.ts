import fc from 'fast-check';
import { createTask } from 'node-cron';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CronInvalid, lastFire, nextFire } from '#jobs/cron-next.ts';

afterEach(() => vi.useRealTimers());

/** Fires of a cron in a zone after an instant, as ISO texts. */
function fires(cron: string, zone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at = new Date(after);
  while (found.length < count) {
    at = nextFire(cron, zone, at);
    found.push(at.toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('clocks that jump', () => {
  test('in the zone, not in UTC: summer and winter differ', () => {
    expect(fires('30 6 * * *', 'Europe/Berlin', '2026-01-31T23:00:00Z', 1)).toEqual(['2026-02-01T05:30Z']);
    expect(fires('30 6 * * *', 'Europe/Berlin', '2026-07-31T23:00:00Z', 1)).toEqual(['2026-08-01T04:30Z']);
  });

  test('a time that is jumped over in spring fires that day, later by the jump, once', () => {
    // 29 March 2026, Berlin: 02:00 becomes 03:00.
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:30Z',
      '2026-03-30T00:30Z',
    ]);
    // 8 March 2026, New York: 02:00 becomes 03:00.
    expect(fires('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:30Z',
      '2026-03-09T06:30Z',
    ]);
    // A list of times inside the gap stays in order and loses none.
    expect(fires('*/20 2 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 4)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T01:20Z',
      '2026-03-29T01:40Z',
      '2026-03-30T00:00Z',
    ]);
  });

  test('a time skipped at midnight does not get lost', () => {
    // 6 September 2026, Santiago: 00:00 becomes 01:00.
    expect(fires('0 0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z', 2)).toEqual([
      '2026-09-06T04:00Z',
      '2026-09-07T03:00Z',
    ]);
  });

  test('a time that occurs twice in autumn fires once', () => {
    // 25 October 2026, Berlin: 03:00 becomes 02:00. 1 November, New York: 02:00 becomes 01:00.
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T01:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(fires('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
  });

  test('half-hour jumps and zones off the hour', () => {
    // 4 October 2026, Lord Howe: 02:00 becomes 02:30.
    expect(fires('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', 2)).toEqual([
      '2026-10-03T15:45Z',
      '2026-10-04T15:15Z',
    ]);
    expect(fires('0 9 * * *', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T03:15Z']);
  });
});

test('rare days come back, impossible ones are refused', () => {
  expect(fires('0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', 1)).toEqual(['2104-02-29T00:00Z']);
  expect(() => nextFire('0 0 31 2 *', 'UTC', new Date(0))).toThrow(CronInvalid);
  expect(() => nextFire('0 0 * *', 'UTC', new Date(0))).toThrow(/five fields/);
  expect(() => nextFire('0 0 * * * *', 'UTC', new Date(0))).toThrow(/five fields/);
  expect(() => nextFire('0 25 * * *', 'UTC', new Date(0))).toThrow(/not understood/);
  expect(() => nextFire('0 0 L * *', 'UTC', new Date(0))).toThrow(/not supported/);
  expect(() => nextFire('0 0 * * *', 'Mars/Olympus', new Date(0))).toThrow(/no such zone/);
});

test('the latest of many missed fires', () => {
  const until = new Date('2026-05-20T12:34:56Z');
  const last = (cron: string, notBefore: string) =>
    lastFire(cron, 'UTC', new Date(notBefore), until)?.toISOString();
  expect(last('* * * * *', '2020-01-01T00:00:00Z')).toBe('2026-05-20T12:34:00.000Z');
  expect(last('0 6 1 * *', '2020-01-01T00:00:00Z')).toBe('2026-05-01T06:00:00.000Z');
  expect(last('34 12 20 5 *', '2026-05-20T12:34:00Z')).toBe('2026-05-20T12:34:00.000Z');
  expect(last('0 6 1 1 *', '2026-01-02T00:00:00Z')).toBeUndefined();
});

const field = (low: number, high: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant('*') },
    fc.integer({ min: low, max: high }).map(String),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
    fc
      .uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 4 })
      .map((list) => list.join(',')),
  );

test('agrees with node-cron, but for the times that the clocks jump over', () => {
  vi.useFakeTimers();
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Santiago',
  );
  const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
  fc.assert(
    fc.property(
      field(0, 59),
      field(0, 23),
      field(1, 28),
      field(1, 12),
      zone,
      instant,
      (minute, hour, day, month, tz, ms) => {
        const cron = `${minute} ${hour} ${day} ${month} *`;
        vi.setSystemTime(ms);
        const task = createTask(cron, () => {}, { timezone: tz });
        const [theirs] = task.getNextRuns(1) as [Date];
        const ours = nextFire(cron, tz, new Date(ms));
        expect(ours.getTime()).toBeGreaterThan(ms);
        if (ours.getTime() === theirs.getTime()) return;
        // Earlier than node-cron: then only because the clocks changed within the day.
        expect(ours.getTime()).toBeLessThan(theirs.getTime());
        expect(offset(ours.getTime() - 13 * 3_600_000, tz)).not.toBe(
          offset(ours.getTime() + 13 * 3_600_000, tz),
        );
      },
    ),
    { numRuns: 300 },
  );
});

function offset(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}
