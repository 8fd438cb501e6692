import { join } from 'node:path';
import pg from 'pg';
import { type Connection, connect } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import type { Context } from '#workflows/context.ts';
import { type Action, act } from './act.ts';
import { contextOf } from './context.ts';

/** What the books hold, without what depends on when and how often things happened. */
const CONTENT: Record<string, string> = {
  invoices: `select record_key, row_hash, gross from invoices where valid_to is null order by record_key`,
  payments: `select record_key, row_hash, amount from payments where valid_to is null order by record_key`,
  snapshots: `select source, row_count, control_totals, content_hash, completeness, incomplete_reasons
    from snapshots s where snapshot_no = (select last_snapshot from streams t where t.stream_id = s.stream_id) order by source`,
  quarantine: `select source, row_number, record_key, problems from quarantine where state = 'open' order by source, row_number, record_key`,
  matches: `select match_key, currency, left_amount, right_amount, difference from matches where to_run is null order by match_key, currency`,
  exceptions: `select match_key, currency, type, left_amount, right_amount, difference from exceptions where state = 'open'
    order by match_key, currency`,
};

/** Takes the same files in, in the same order, into a new database, and says where the two differ. */
export async function differences(
  context: Context,
  url: string,
  folder: string,
  taken: readonly Action[],
): Promise<string[]> {
  const name = 'reference';
  await withAdmin(url, async (client) => {
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name}`);
  });
  const connection = connect(Object.assign(new URL(url), { pathname: `/${name}` }).href);
  try {
    await migrate(connection.db);
    const reference = await contextOf(connection, folder, join(folder, 'reference'));
    for (const action of taken) await act(reference, action);
    const expected = await act(reference, { do: 'reconcile' });
    const actual = await act(context, { do: 'reconcile' });
    const found =
      expected.resultHash === actual.resultHash ? [] : ['the result hash of the last run differs'];
    for (const [what, query] of Object.entries(CONTENT)) {
      if ((await read(connection, query)) !== (await read(context.connection, query)))
        found.push(`${what} differ from those without faults`);
    }
    return found;
  } finally {
    await connection.close();
  }
}

async function read({ pool }: Connection, query: string): Promise<string> {
  return JSON.stringify((await pool.query(query)).rows);
}

async function withAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href,
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
