import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '#db/connection.ts';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { migrate } from '#db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    templateUrl: string;
  }
}

/** One server for the whole test run, with a migrated template database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-test-'));
  chmodSync(folder, 0o755); // or the server's user could not enter it when root runs the tests
  const server = await startEmbedded({
    dataFolder: folder,
    database: 'template_tieout',
    settings: { fsync: 'off', full_page_writes: 'off', shared_buffers: '256MB' },
  });
  const connection = connect(server.url);
  await migrate(connection.db);
  await connection.close();
  project.provide('templateUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(dirname(server.folder), { recursive: true, force: true }); // elsewhere, when root runs the tests
  };
}
