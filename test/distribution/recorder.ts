import type { Connection } from '#db/connection.ts';

/**
 * Remembers every statement that a connection's clients are sent from now on, word for word and each once. What is said to the
 * server stays what it is: nothing is replaced.
 */
export function recordStatements(connection: Connection): Set<string> {
  const statements = new Set<string>();
  connection.pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const said = textOf(args[0]);
      if (said) statements.add(said);
      return send(...args);
    }) as typeof client.query;
  });
  return statements;
}

/** A text, a query config, a COPY stream or a cursor. */
function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  const { text, cursor } = query as { text?: unknown; cursor?: { text?: unknown } };
  return [text, cursor?.text].find((it): it is string => typeof it === 'string');
}
