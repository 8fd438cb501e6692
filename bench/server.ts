import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Connection, connect } from '#db/connection.ts';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';

export interface BenchServer {
  connection: Connection;
  url: string;
  /** A temporary folder for data and results; removed by `stop`. */
  folder: string;
  stop(): Promise<void>;
}

/**
 * A server of the benchmark's own, migrated and empty, with the settings that `npm start` uses: durability is on,
 * or the figures would be of something that nobody runs.
 */
export async function startBenchServer(options: { connections?: number } = {}): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-bench-'));
  const server = await startEmbedded({ dataFolder: folder, database: 'bench' });
  const connection = connect(server.url, { max: options.connections ?? 10, name: 'tieout-bench' });
  await migrate(connection.db);
  return {
    connection,
    url: server.url,
    folder,
    stop: async () => {
      await connection.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(dirname(server.folder), { recursive: true, force: true }); // elsewhere, when root runs it
    },
  };
}

/** Starts a server, hands its lines on, and stops it however the benchmark ends. */
export async function* withBenchServer<T>(
  body: (server: BenchServer) => AsyncIterable<T>,
  options: { connections?: number } = {},
): AsyncGenerator<T> {
  const server = await startBenchServer(options);
  try {
    yield* body(server);
  } finally {
    await server.stop();
  }
}
