import type { BenchServer } from './server.ts';

/** What somebody would write by hand over the same records, where all he wants is the list of breaks. */
const BREAKS = `
  select coalesce(l.number, r.reference) as key, coalesce(l.currency, r.currency) as currency, l.amount, r.amount
  from (
    select number, currency, sum(gross) as amount, min(issue_date) as day, count(*) as lines
    from invoices where stream_id = 1 and valid_to is null group by number, currency
  ) l full join (
    select reference, currency, sum(amount) as amount, max(value_date) as day
    from payments where stream_id = 2 and valid_to is null group by reference, currency
  ) r on r.reference = l.number and r.currency = l.currency
  where l.amount is null or r.amount is null or l.lines > 1 or r.day not between l.day and l.day + 30
    or abs(l.amount - r.amount) > case when l.currency = 'EUR' then 0.05 else 0 end`;

/**
 * The limit of a whole run: one statement in the same PostgreSQL, with the same memory, that only counts the breaks.
 * @returns its seconds
 */
export async function handWritten({ connection }: BenchServer): Promise<number> {
  const client = await connection.pool.connect();
  await client.query(`set work_mem = '256MB'`);
  const started = performance.now();
  await client.query(`select count(*) from (${BREAKS}) b`);
  const seconds = (performance.now() - started) / 1000;
  client.release(true);
  return seconds;
}
