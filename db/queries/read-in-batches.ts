import Cursor from 'pg-cursor';
import type { Connection } from '../connection.ts';

const BATCH = 1_000;

/** The rows of a query without holding them all in memory. */
export async function* readInBatches<Row>(
  connection: Connection,
  text: string,
  values: unknown[],
): AsyncGenerator<Row[]> {
  const client = await connection.pool.connect();
  let finished = false;
  try {
    const cursor = client.query(new Cursor<Row>(text, values));
    for (let rows = await cursor.read(BATCH); rows.length > 0; rows = await cursor.read(BATCH)) yield rows;
    await cursor.close();
    finished = true;
  } finally {
    client.release(!finished); // a cursor left halfway goes with its connection
  }
}
