import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { decimal, divide, fromBigInt, ROUNDING_MODES } from '#core/money/decimal.ts';
import { toText } from '#core/money/format.ts';
import { quotientSql } from '#db/queries/expression-sql-round.ts';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();

const long = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map((value) => decimal(String(value))),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.nat(50))
    .map(([digits, scale]) => fromBigInt(digits, scale)),
);
const above = long.filter((value) => !value.isZero()).map((value) => value.abs());

/** Quotients of long numbers, and ones that are a tie or lie next to one beyond the digits that a division keeps. */
const quotients = fc.oneof(
  fc.tuple(long, above),
  fc
    .tuple(
      fc.integer({ min: -9, max: 9 }),
      above,
      fc.constantFrom('0', '1e', '-1e'),
      fc.integer({ min: 20, max: 90 }),
    )
    .map(([whole, divisor, nudge, places]) => {
      const tie = divisor.times(2 * whole + 1).dividedBy(2);
      const step = nudge === '0' ? decimal('0') : fromBigInt(nudge === '1e' ? 1n : -1n, places);
      return [tie.plus(step), divisor] as const;
    }),
);

test('a quotient is rounded once, as core/money rounds it, however long its digits are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(quotients, { minLength: 1, maxLength: 30 }), async (all) => {
      const pairs = JSON.stringify(all.map(([left, right]) => [toText(left), toText(right)]));
      const columns = ROUNDING_MODES.map(
        (mode) => sql`trim_scale(${quotientSql(sql`q.n`, sql`q.d`, mode)})::text as ${sql.ref(mode)}`,
      );
      const { rows } = await sql<Record<string, string>>`
        select ${sql.join(columns)} from (
          select no, (pair->>0)::numeric as n, (pair->>1)::numeric as d
          from jsonb_array_elements(${pairs}::jsonb) with ordinality as p (pair, no)
        ) q order by no`.execute(database.connection.db);
      const rounded = all.map(([left, right]) =>
        Object.fromEntries(ROUNDING_MODES.map((mode) => [mode, toText(divide(left, right, 0, mode))])),
      );
      expect(rows).toEqual(rounded);
    }),
    { numRuns: Number(process.env.TIEOUT_PROPERTY_RUNS ?? 60) },
  );
});
