import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import type pg from 'pg';
import type { Connection } from './connection.ts';
import type { Database } from './schema/database.ts';

export type Trx = Transaction<Database>;
/** The driver's own client of a transaction, for COPY. */
export type CopyClient = pg.PoolClient;

/**
 * One transaction on one connection, spoken to in two ways: Kysely for queries, the driver's client for COPY.
 * Whatever `work` throws rolls everything back.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (trx: Trx, client: CopyClient) => Promise<T>,
): Promise<T> {
  const client = await connection.pool.connect();
  let broken: Error | undefined;
  try {
    const lent = new Proxy(client, {
      get: (target, property) => {
        if (property === 'release') return () => {};
        const value = Reflect.get(target, property, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const single = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {} } }),
    });
    return await single.transaction().execute((trx) => work(trx, client));
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection on which a COPY was cut off may still be talking: it is closed, not returned.
    client.release(broken !== undefined);
  }
}

/** Reads of one moment: what others commit meanwhile does not show in some of them. */
export async function atOneMoment<T>(
  { db }: Pick<Connection, 'db'>,
  read: (trx: Trx) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => read(trx));
}
