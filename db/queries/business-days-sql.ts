import { type RawBuilder, sql } from 'kysely';
import { closedWeekdays } from '#core/reconcile/business-days.ts';
import type { Days } from '#core/reconcile/rules.ts';

/** The number of a date expression, int; null for null. The same as `dayNumbering` in core/reconcile/business-days.ts. */
export function dayNumberSql(
  days: Pick<Days, 'business'>,
  date: RawBuilder<unknown>,
  holidays: readonly string[],
): RawBuilder<unknown> {
  // 0001-01-01 is a Monday.
  const day = sql`(${date} - date '0001-01-01')`;
  if (!days.business) return day;
  const weekdays = sql`${day} / 7 * 5 + least(${day} % 7 + 1, 5)`;
  const closed = closedWeekdays(holidays);
  if (closed.length === 0) return sql`(${weekdays})`;
  // Of a sorted array, the bucket of a value is how many of its members are not above it.
  return sql`(${weekdays} - width_bucket(${date}, ${sql.lit(`{${closed.join(',')}}`)}::date[]))`;
}
