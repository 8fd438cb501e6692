import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './schema/database.ts';

export type Db = Kysely<Database>;

export interface Connection {
  db: Db;
  /** For COPY and cursors, which Kysely does not speak. Only `db/queries` uses it. */
  pool: pg.Pool;
  close(): Promise<void>;
}

const TIMESTAMPTZ = 1184;
const DATE = 1082;

/** "2026-01-31 23:59:59.5+00" -> "2026-01-31T23:59:59.500000Z" */
export function isoInstant(text: string): string {
  const [day, time] = text.split(' ') as [string, string];
  const [clock, fraction = ''] = time.replace('+00', '').split('.') as [string, string?];
  return `${day}T${clock}.${fraction.padEnd(6, '0')}Z`;
}

/** Dates stay calendar dates, instants stay exact to the microsecond, numeric and bigint stay strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ && format !== 'binary') return isoInstant;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** A server that takes the connection and then says nothing would be waited for without end. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Settings of Citus, which any other PostgreSQL takes for names that mean nothing to it. What a transaction sets for itself holds on
 * its workers too, and what one step of a query hands to the next may be as large as a snapshot.
 */
const ON_A_CLUSTER = ['citus.propagate_set_commands=local', 'citus.max_intermediate_result_size=-1'];

/** The pool's own option of this name would also end the wait for a connection that is in use. */
class Client extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

export function connect(connectionString: string, options: { max?: number; name?: string } = {}): Connection {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 10,
    application_name: options.name ?? 'tieout',
    options: ['TimeZone=UTC', 'DateStyle=ISO,YMD', 'IntervalStyle=iso_8601', ...ON_A_CLUSTER]
      .map((setting) => `-c ${setting}`)
      .join(' '),
    types,
    Client,
  });
  // A connection lost while idle is replaced by the pool; the query that meets the outage reports it.
  pool.on('error', () => {});
  // One lost while in use fails the query that waits on it; its event of the same would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}
