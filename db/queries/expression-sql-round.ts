import { type RawBuilder, sql } from 'kysely';
import type { RoundingMode } from '#core/money/decimal.ts';

/**
 * `round(value, scale, mode)` of the expression language. PostgreSQL's own round() takes ties away from zero; the other
 * modes are built from exact operations: multiplying by a power of ten, and floor or ceiling of the result.
 */
export function roundedSql(value: RawBuilder<unknown>, scale: number, mode: string): RawBuilder<unknown> {
  const up = sql`${`1${'0'.repeat(scale)}`}::numeric`;
  const down = sql`${scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`}::numeric`;
  const digits = sql`${sql.lit(scale)}`;
  switch (mode as RoundingMode) {
    case 'half_up':
      return sql`round(${value}, ${digits})`;
    case 'down':
      return sql`trunc(${value}, ${digits})`;
    case 'ceiling':
      return sql`(ceil(${value} * ${up}) * ${down})`;
    case 'floor':
      return sql`(floor(${value} * ${up}) * ${down})`;
    case 'up':
      return sql`(sign(${value}) * ceil(abs(${value}) * ${up}) * ${down})`;
    case 'half_down':
      return sql`(sign(${value}) * ceil(abs(${value}) * ${up} - 0.5) * ${down})`;
    case 'half_even':
      return sql`(case when mod(abs(${value}) * ${up}, 2) = 0.5 then trunc(${value}, ${digits}) else round(${value}, ${digits}) end)`;
  }
}

/**
 * numerator / denominator as a whole number, rounded once. `div` and `mod` of numerics are exact, while `/` cuts off at a
 * number of digits, after which no one knows whether there was a tie. The denominator is above zero. The same as
 * `divideIntegers` of core/money.
 */
export function quotientSql(
  numerator: RawBuilder<unknown>,
  denominator: RawBuilder<unknown>,
  mode: RoundingMode,
): RawBuilder<unknown> {
  return sql`(select d.q + case when ${isAwayFromZero(mode)} then sign(d.r) else 0 end
    from (select div(n.n, n.d) as q, mod(n.n, n.d) as r, n.d from (select ${numerator} as n, ${denominator} as d) n) d)`;
}

function isAwayFromZero(mode: RoundingMode): RawBuilder<unknown> {
  switch (mode) {
    case 'up':
      return sql`true`;
    case 'down':
      return sql`false`;
    case 'ceiling':
      return sql`d.r > 0`;
    case 'floor':
      return sql`d.r < 0`;
    case 'half_up':
      return sql`2 * abs(d.r) >= d.d`;
    case 'half_down':
      return sql`2 * abs(d.r) > d.d`;
    case 'half_even':
      return sql`2 * abs(d.r) > d.d or (2 * abs(d.r) = d.d and mod(d.q, 2) <> 0)`;
  }
}
