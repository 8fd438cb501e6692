import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOfDayNumber, dayNumber } from '#core/calendar/civil.ts';
import { closedWeekdays, dayNumbering, daysBetween } from '#core/reconcile/business-days.ts';

const HOLIDAYS = ['2026-01-01', '2026-01-06', '2026-04-03', '2026-04-04', '2026-04-06'];
const business = { business: true };

test.each([
  ['2026-01-09', '2026-01-09', 0, 'the same Friday'],
  ['2026-01-09', '2026-01-12', 1, 'over a weekend'],
  ['2026-01-09', '2026-01-10', 0, 'Saturday belongs to the Friday before'],
  ['2026-01-10', '2026-01-12', 1, 'from a Saturday'],
  ['2026-01-12', '2026-01-09', -1, 'backwards'],
  ['2025-12-31', '2026-01-02', 1, 'New Year is none'],
  ['2025-12-31', '2026-01-01', 0, 'a holiday belongs to the business day before'],
  ['2026-04-02', '2026-04-07', 1, 'Easter, with a holiday on a Saturday'],
  ['2026-01-01', '2026-01-31', 20, 'a month with one more holiday'],
])('%s to %s: %i business days (%s)', (from, to, days) => {
  expect(daysBetween(business, from, to, HOLIDAYS)).toBe(days);
});

test('calendar days know no holidays', () => {
  expect(daysBetween({}, '2025-12-31', '2026-01-02', HOLIDAYS)).toBe(2);
});

test('a holiday counts once, and none on a weekend', () => {
  expect(closedWeekdays(['2026-04-06', '2026-04-04', '2026-04-03', '2026-04-06'])).toEqual([
    '2026-04-03',
    '2026-04-06',
  ]);
});

const [FIRST, LAST] = [dayNumber(1999, 12, 1), dayNumber(2000, 4, 1)];
const dates = fc.integer({ min: FIRST, max: LAST }).map(dateOfDayNumber);

test('the number of a day goes up by one on each business day', () => {
  fc.assert(
    fc.property(dates, dates, fc.array(dates), (a, b, holidays) => {
      const [from, to] = [a, b].sort() as [string, string];
      let counted = 0;
      for (let day = FIRST; day <= LAST; day++) {
        const date = dateOfDayNumber(day);
        // 2000-01-03 was a Monday.
        const weekday = (((day - dayNumber(2000, 1, 3)) % 7) + 7) % 7;
        if (date > from && date <= to && weekday < 5 && !holidays.includes(date)) counted++;
      }
      expect(daysBetween(business, from, to, holidays)).toBe(counted);
      expect(dayNumbering(business, holidays)(to)).toBeGreaterThanOrEqual(0);
    }),
  );
});
