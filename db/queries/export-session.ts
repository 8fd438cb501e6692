import type pg from 'pg';
import type { Connection } from '../connection.ts';

/** One read-only snapshot of the database: everything that goes into one publication is read through it. */
export interface ExportSession {
  client: pg.PoolClient;
}

/**
 * Large sorts stay in memory where they can; compiling a query of one pass costs more than it saves.
 * Text sorts by code point because the queries name the collation.
 */
const SETTINGS = `set local work_mem = '64MB'; set local jit = off`;

/** Runs `work` in a repeatable-read transaction. The connection is dropped, not reused, when `work` fails midway. */
export async function withExportSession<T>(
  connection: Connection,
  work: (session: ExportSession) => Promise<T>,
): Promise<T> {
  const client = await connection.pool.connect();
  let failed: unknown = true;
  try {
    await client.query('begin isolation level repeatable read, read only');
    await client.query(SETTINGS);
    const result = await work({ client });
    await client.query('commit');
    failed = undefined;
    return result;
  } finally {
    // A COPY that nobody reads to its end leaves the connection in the middle of it.
    client.release(failed !== undefined);
  }
}
