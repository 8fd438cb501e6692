import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import type { ExceptionRow } from './exception-page.ts';

/** Text that is an amount: up to 40 digits, a minus, a point. */
export const AMOUNT = /^-?\d{1,40}(\.\d{1,40})?$/;

/**
 * Open exceptions of a tie-out in which somebody looks for lines to match by hand: part of a key or counterparty in any
 * case, or where the text is an amount also those with a side or a difference of exactly that size, which come first.
 */
export async function exceptionCandidates(
  db: Db,
  of: { entity: string; reconciliation: string; period: string; search: string; limit: number },
): Promise<ExceptionRow[]> {
  const pattern = `%${of.search.replace(/[\\%_]/g, '\\$&')}%`;
  const size = AMOUNT.test(of.search) ? of.search.replace('-', '') : null;
  const isOfSize = sql<boolean>`${size}::numeric is not null
    and ${size}::numeric in (abs(left_amount), abs(right_amount), absolute_difference)`;
  const named = sql<boolean>`(match_key || ' ' || coalesce(counterparty, '')) ilike ${pattern}`;
  const { rows } = await sql<ExceptionRow>`
    select * from exceptions
    where entity = ${of.entity} and reconciliation = ${of.reconciliation} and period = ${of.period} and state = 'open'
      and ((${isOfSize}) or ${named})
    order by coalesce(${isOfSize}, false) desc, match_key, currency limit ${of.limit}`.execute(db);
  return rows;
}
