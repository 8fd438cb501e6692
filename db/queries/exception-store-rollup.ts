import { sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/**
 * Adds (1) or takes away (-1) what the exceptions in `moved` count for as they stand. Called before and after they are
 * changed, the rollups stay exactly the counts and sums of `exceptions`, at the cost of what moved. `opened_on` is the
 * day in UTC: the zone of an entity may be corrected later, and what was added must be what is taken away.
 */
export async function addToRollups(trx: Trx, tieOutId: number, sign: 1 | -1): Promise<void> {
  const by = sql.lit(sign);
  await sql`
    insert into exception_rollups as r (tie_out_id, entity, reconciliation, period, state, type, severity, currency,
      opened_on, exception_count, difference, absolute_difference)
    select e.tie_out_id, e.entity, e.reconciliation, e.period, e.state, e.type, e.severity, e.currency,
      (e.opened_at at time zone 'UTC')::date, ${by} * count(*), ${by} * sum(e.difference), ${by} * sum(e.absolute_difference)
    from moved m join exceptions e on e.exception_id = m.exception_id and e.key_hash = m.key_hash
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    on conflict (tie_out_id, state, type, severity, currency, opened_on) do update set
      exception_count = r.exception_count + excluded.exception_count,
      difference = r.difference + excluded.difference,
      absolute_difference = r.absolute_difference + excluded.absolute_difference`.execute(trx);
  if (sign === 1) {
    await sql`
      delete from exception_rollups where tie_out_id = ${sql.lit(tieOutId)} and exception_count = 0`.execute(
      trx,
    );
  }
}
