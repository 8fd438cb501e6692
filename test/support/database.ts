import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type Connection, connect } from '#db/connection.ts';

/** A database of this test file's own, cloned from the migrated template. Call it at the top of a describe or file. */
export function useDatabase(): { readonly connection: Connection; readonly url: string } {
  const held: { connection?: Connection; url?: string } = {};
  const name = `test_${randomBytes(6).toString('hex')}`;
  beforeAll(async () => {
    held.url = await cloneTemplate(name);
    held.connection = connect(held.url);
  });
  afterAll(async () => {
    await held.connection?.close();
    await withAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
  });
  return {
    get connection() {
      if (!held.connection)
        throw new Error('the database is ready inside beforeAll, beforeEach and tests only');
      return held.connection;
    },
    get url() {
      if (!held.url) throw new Error('the database is ready inside beforeAll, beforeEach and tests only');
      return held.url;
    },
  };
}

async function cloneTemplate(name: string): Promise<string> {
  await withAdmin(async (client) => {
    // Two files cloning at once would disturb each other: the template must have no other session.
    await client.query('select pg_advisory_lock(4711)');
    await client.query(`create database ${name} template template_tieout`);
  });
  return Object.assign(new URL(inject('templateUrl')), { pathname: `/${name}` }).href;
}

async function withAdmin(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = Object.assign(new URL(inject('templateUrl')), { pathname: '/postgres' }).href;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
