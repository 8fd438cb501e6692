import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { dateOfDayNumber, dayNumber } from '#core/calendar/civil.ts';
import { dayNumbering } from '#core/reconcile/business-days.ts';
import { dayNumberSql } from '#db/queries/business-days-sql.ts';
import { useDatabase } from '#test/support/database.ts';
import { keyPass, rulesOf, type TestRecord } from './books.ts';
import { runOver, specified } from './pair-twin.ts';

const database = useDatabase();

const dates = fc
  .oneof(
    fc.integer({ min: dayNumber(2025, 12, 20), max: dayNumber(2026, 1, 15) }),
    fc.integer({ min: dayNumber(1, 1, 1), max: dayNumber(9999, 12, 31) }),
  )
  .map(dateOfDayNumber);

test('PostgreSQL numbers days as the specification does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(dates, { minLength: 1, maxLength: 20 }),
      fc.array(dates, { maxLength: 8 }),
      fc.boolean(),
      async (some, holidays, business) => {
        const { rows } = await sql<{ number: number }>`
          select ${dayNumberSql({ business }, sql`d`, holidays)} as number
          from unnest(${some}::date[]) with ordinality as t (d, n) order by n`.execute(
          database.connection.db,
        );
        expect(rows.map(({ number }) => number)).toEqual(some.map(dayNumbering({ business }, holidays)));
      },
    ),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 100) },
  );
});

const record = (date: string): TestRecord => ({
  ...{ recordKey: '1', reference: 'A', counterparty: null, amount: '1', currency: 'EUR', date },
});

test.each([
  ['2026-01-02', '2026-01-07', 2, 'timing', 3],
  ['2026-01-02', '2026-01-07', 3, undefined, null],
  ['2026-01-02', '2026-01-04', 0, undefined, null],
])('a key pass from %s to %s with %i business days', async (left, right, after, type, apart) => {
  const rules = rulesOf({ passes: [keyPass({ days: { before: 0, after, business: true } })], holidays: [] });
  const books = { left: [record(left)], right: [record(right)] };
  const found = await runOver(database.connection, books, rules);
  expect(found.breaks.map((row) => row.type)).toEqual(type === undefined ? [] : [type]);
  if (type !== undefined) expect(found.breaks[0]?.days_apart).toBe(apart);
  expect(found).toEqual(specified(books, rules));
});
