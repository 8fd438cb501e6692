import { dayNumber, dayNumberOf } from '../calendar/civil.ts';
import type { Days } from './rules.ts';

/** Numbers days so that the difference of two numbers is the days between them. Dates are YYYY-MM-DD and exist. */
export type NumberDay = (date: string) => number;

/** A Monday, before any date there is: all numbers are positive. */
const EPOCH = dayNumber(1, 1, 1);

/**
 * Calendar days, or the business days up to and including the date: Monday to Friday but for the holidays. A date on which
 * there is no business has the number of the business day before.
 */
export function dayNumbering(days: Pick<Days, 'business'>, holidays: readonly string[]): NumberDay {
  if (!days.business) return dayOf;
  const closed = closedWeekdays(holidays).map(dayOf);
  return (date) => {
    const day = dayOf(date);
    return weekdaysUpTo(day) - closed.filter((holiday) => holiday <= day).length;
  };
}

/** Days from one date to another, negative when the second is earlier. Of the days of a pass: calendar or business days. */
export function daysBetween(
  days: Pick<Days, 'business'>,
  from: string,
  to: string,
  holidays: readonly string[],
): number {
  const number = dayNumbering(days, holidays);
  return number(to) - number(from);
}

/** The holidays that take a business day away: those from Monday to Friday, each once, sorted. */
export function closedWeekdays(holidays: readonly string[]): string[] {
  return [...new Set(holidays)].filter((date) => dayOf(date) % 7 < 5).sort();
}

const dayOf: NumberDay = (date) => (dayNumberOf(date) as number) - EPOCH;
const weekdaysUpTo = (day: number): number => Math.floor(day / 7) * 5 + Math.min((day % 7) + 1, 5);
