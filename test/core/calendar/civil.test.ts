import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  civilOf,
  dateExists,
  dateOfDayNumber,
  dayNumber,
  dayNumberOf,
  instantText,
} from '#core/calendar/civil.ts';

test('agrees with the calendar of the runtime', () => {
  const days = fc.integer({ min: -719_162, max: 2_932_896 });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 86_399 }), (number, second) => {
      const runtime = new Date(number * 86_400_000);
      const { year, month, day } = civilOf(number);
      expect([year, month, day]).toEqual([
        runtime.getUTCFullYear(),
        runtime.getUTCMonth() + 1,
        runtime.getUTCDate(),
      ]);
      expect(dayNumber(year, month, day)).toBe(number);
      expect(dayNumberOf(dateOfDayNumber(number))).toBe(number);
      const iso = new Date((number * 86_400 + second) * 1000).toISOString();
      expect(instantText(number * 86_400 + second, 7)).toBe(iso.replace('.000Z', '.000007Z'));
    }),
    { numRuns: 3000 },
  );
});

test('days that do not exist', () => {
  for (const text of [
    '2026-02-30',
    '2025-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '0000-01-01',
    '2026-1-1',
    '26-01-01',
    '',
  ]) {
    expect(dayNumberOf(text), text).toBeNull();
  }
  expect(dateExists(2000, 2, 29)).toBe(true);
  expect(dayNumberOf('1970-01-01')).toBe(0);
});
