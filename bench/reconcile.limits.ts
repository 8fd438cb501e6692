import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { to as copyTo } from 'pg-copy-streams';
import { type Measured, measure } from './measure.ts';
import type { BenchServer } from './server.ts';

/** DuckDB in memory, over the very lines that the run reads: a full join by key and currency that counts differences. */
export async function duckdbJoin(server: BenchServer, runs: number): Promise<Measured<unknown>> {
  const files = await copyLines(server);
  const instance = await DuckDBInstance.create(':memory:');
  const duck = await instance.connect();
  for (const [side, file] of Object.entries(files)) {
    await duck.run(`create table ${side} as select * from read_csv('${file}', header = false, names = ['match_key', 'currency',
      'minor', 'line_date'], types = ['varchar', 'varchar', 'bigint', 'date'])`);
  }
  const join = `select count(*), count(*) filter (where l.minor is distinct from r.minor), sum(l.minor - r.minor)
    from left_lines l full join right_lines r on r.match_key = l.match_key and r.currency = l.currency`;
  const measured = await measure(runs, async () => (await duck.runAndReadAll(join)).getRows());
  duck.closeSync();
  return measured;
}

async function copyLines({
  connection,
  folder,
}: BenchServer): Promise<{ left_lines: string; right_lines: string }> {
  const files = { left_lines: join(folder, 'left.csv'), right_lines: join(folder, 'right.csv') };
  const client = await connection.pool.connect();
  for (const [index, file] of Object.values(files).entries()) {
    const rows = client.query(
      copyTo(
        `copy (select match_key, currency, minor, line_date from recon_lines where projection_id = ${index + 1}) to stdout (format csv)`,
      ),
    );
    await pipeline(rows, createWriteStream(file));
  }
  client.release();
  return files;
}

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

/** The limit of a whole run: one statement in the same PostgreSQL, with the same memory, that only counts the breaks. */
export async function handWritten({ connection }: BenchServer, runs: number): Promise<Measured<unknown>> {
  const client = await connection.pool.connect();
  await client.query(`set work_mem = '256MB'`);
  const measured = await measure(
    runs,
    async () => (await client.query(`select count(*) from (${BREAKS}) b`)).rows[0],
  );
  client.release(true);
  return measured;
}
