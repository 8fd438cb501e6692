import { sql } from 'kysely';
import type { ExceptionClass } from '#core/exception/exception.ts';
import { MANUAL_PASS } from '#core/reconcile/passes.ts';
import type { Db } from '../connection.ts';
import type { Trx } from '../transaction.ts';
import type { RunScope } from './reconcile-scope.ts';

/**
 * What explains the differences of the tie-out's matches and open exceptions as this run leaves them, per currency and
 * class, and what nothing explains. Of either, the amounts of a currency add up to the sum of the differences. It is
 * computed from what is stored: of a million matches only those are read that have a difference or an explanation.
 * A class counts the items that it stands for, so an exception counts at its own class even where that amounts to zero.
 */
export async function storeClassTotals(trx: Trx, { tieOutId, runId }: RunScope): Promise<void> {
  const tieOut = sql.lit(tieOutId);
  await sql`
    insert into run_classes (run_id, currency, class, cause, origin, item_count, amount)
    with items as (
      select 'exception' as origin, currency, difference, explained, class as own, cause
      from exceptions where tie_out_id = ${tieOut} and state = 'open'
      union all
      -- Converted, a match of two currencies has a difference in that of the right lines; one by hand is not converted.
      select 'match', coalesce(right_currency, currency),
        case when right_currency is null or pass <> ${sql.lit(MANUAL_PASS)} then difference else ${explainedSum()} end,
        explained, null, null
      from matches where tie_out_id = ${tieOut} and to_run is null and (difference <> 0 or explained is not null)
    ), parts as (
      select i.origin, i.currency, i.own, i.cause, e.key as class, e.value::numeric as amount
      from items i cross join jsonb_each_text(i.explained) e
      union all
      select i.origin, i.currency, i.own, i.cause, 'unexplained', i.difference - ${explainedSum()} from items i
    ), counted as (
      select origin, currency, class, case when class = own then coalesce(cause, '') else '' end as cause, amount
      from parts where amount <> 0 or class = own
      union all
      -- An exception whose class explains no amount.
      select i.origin, i.currency, i.own, coalesce(i.cause, ''), 0 from items i
      where i.own <> 'unexplained' and not coalesce(i.explained ? i.own, false)
    )
    select ${sql.lit(runId)}::bigint, currency, class, cause, origin, count(*), sum(amount)
    from counted group by currency, class, cause, origin`.execute(trx);
}

const explainedSum = () => sql`coalesce((select sum(x.value::numeric) from jsonb_each_text(explained) x), 0)`;

/** What one class comes to in one currency of a run. */
export interface ClassTotal {
  currency: string;
  class: ExceptionClass;
  /** The rule or circumstance that says so; null where none is named. */
  cause: string | null;
  /** match: differences that tied out; exception: open ones. */
  origin: 'match' | 'exception';
  itemCount: string;
  /** Decimal text, left minus right. */
  amount: string;
}

/** The class totals of a run, in the order of currency, origin, class and cause; empty for a run that is not known. */
export async function classTotals(db: Db, runId: string): Promise<ClassTotal[]> {
  const { rows } = await sql<ClassTotal>`
    select currency, class, nullif(cause, '') as cause, origin, item_count as "itemCount", amount
    from run_classes where run_id = ${runId}::bigint
    order by currency collate "C", origin, class = 'unexplained', class, cause`.execute(db);
  return rows;
}
