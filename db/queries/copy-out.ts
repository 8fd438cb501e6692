import type { Readable, ReadableOptions } from 'node:stream';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';

/** Starts a `copy ... to stdout`. Its bytes end with the error when the connection is lost, whenever they are asked for. */
export function copyOut(client: pg.ClientBase, statement: string, options?: ReadableOptions): Readable {
  const bytes = copyStreams.to(statement, options);
  // The driver tells of it by an event alone: whoever begins to read after that would wait without end. Nor may the
  // event end the process when nobody reads any more, because a writer failed.
  bytes.on('error', (error) => bytes.destroy(error));
  return client.query(bytes);
}
