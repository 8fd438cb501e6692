import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import { type ExceptionFilter, isBeyondRollup, rollupConditions, rowConditions } from './exception-filter.ts';

/** Of all that the filter lets through, whatever page is shown. */
export interface ExceptionTotal {
  currency: string;
  count: number;
  /** Sum of the signed differences; in the currency. */
  difference: string;
  absoluteDifference: string;
}

/** Counts come from the rollup; a search or a class has to look at the rows themselves. */
export async function exceptionTotals(db: Db, filter: ExceptionFilter): Promise<ExceptionTotal[]> {
  const scope = sql`entity in (${sql.join([...filter.entities, ''])}) and period = ${filter.period}
    and state in (${sql.join([...filter.states, ''])}) and ${rollupConditions(filter)}`;
  const source = isBeyondRollup(filter)
    ? sql`select currency, 1 as exception_count, difference, absolute_difference from exceptions
            where ${scope} and ${rowConditions(filter)}`
    : sql`select currency, exception_count, difference, absolute_difference from exception_rollups where ${scope}`;
  const { rows } = await sql<{ currency: string; count: string; difference: string; absolute: string }>`
    select currency, sum(exception_count) as count, sum(difference) as difference,
           sum(absolute_difference) as absolute
    from (${source}) as counted group by currency having sum(exception_count) > 0 order by currency`.execute(
    db,
  );
  return rows.map((row) => ({
    currency: row.currency,
    count: Number(row.count),
    difference: row.difference,
    absoluteDifference: row.absolute,
  }));
}
