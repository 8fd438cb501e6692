import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Binaries, locateBinaries } from './binaries.ts';
import { clusterFolder, isInitialised, ownerOf } from './data-folder.ts';
import { diskHint, EmbeddedPostgresFailed, logHint, reasonIn } from './failures.ts';
import { initialise } from './initialise.ts';
import { answers, findRunning, holdOpen, stopUnlessUsed, urlOf } from './running-server.ts';
import { type ServerUser, serverUser } from './server-user.ts';
import { SETTINGS } from './settings.ts';
import { withStartLock } from './start-lock.ts';

export interface EmbeddedPostgres {
  url: string;
  /** Whether a server left behind by a killed process, or started by another command, was found running. */
  adopted: boolean;
  /** Where the cluster lies. */
  folder: string;
  /** Stops the server, unless another process uses it: that one will stop it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataFolder: string;
  database?: string;
  /** Settings beyond ours, for tests and benchmarks. */
  settings?: Record<string, string>;
}

const START_TIMEOUT_MS = 60_000;
const LARGEST_LOG_BYTES = 16 * 2 ** 20;

/**
 * Starts the cluster of a data folder, making it first if need be, or finds the one that runs.
 * @throws DataFolderUnusable, DataFolderIsNewer, EmbeddedPostgresFailed
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = clusterFolder(options.dataFolder, serverUser());
  const user = serverUser(ownerOf(folder));
  const binaries = await locateBinaries(user);
  const database = options.database ?? 'tieout';
  return withStartLock(folder, async () => {
    if (!isInitialised(folder, binaries.major)) await initialise(binaries, folder, user);
    const running = await findRunning(folder);
    const port = running ?? (await launch(binaries, folder, user, options.settings ?? {}));
    await createDatabase(urlOf(folder, port, 'postgres'), database);
    const keeper = await holdOpen(urlOf(folder, port, 'postgres'));
    return {
      url: urlOf(folder, port, database),
      adopted: running !== undefined,
      folder,
      stop: () => withStartLock(folder, () => stopUnlessUsed(folder, keeper)),
    };
  });
}

/**
 * Another process may take the free port in the moment before the server does: then once more. After a kill -9 of the
 * server its children may still end what they were at: no other may begin until they have noticed.
 */
async function launch(
  binaries: Binaries,
  folder: string,
  user: ServerUser,
  extra: Record<string, string>,
): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      await waitUntilReady(
        folder,
        port,
        spawnServer(binaries, folder, user, { ...SETTINGS, ...extra, port: String(port) }),
      );
      return port;
    } catch (error) {
      if (/pre-existing shared memory block/.test(String(error)) && Date.now() < deadline) {
        await sleep(500);
        continue;
      }
      if (attempt >= 3 || !/address already in use|could not bind/i.test(String(error))) throw error;
    }
  }
}

function spawnServer(
  binaries: Binaries,
  folder: string,
  user: ServerUser,
  settings: Record<string, string>,
): ChildProcess {
  const logFile = `${folder}.log`;
  if (existsSync(logFile) && statSync(logFile).size > LARGEST_LOG_BYTES) truncateSync(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    return spawn(binaries.postgres, ['-D', folder, ...flags], {
      cwd: '/',
      detached: true, // Ctrl-C in the terminal must reach us first: we stop the server after the app
      stdio: ['ignore', log, log],
      ...(user === 'self' ? {} : user),
    });
  } finally {
    closeSync(log);
  }
}

async function waitUntilReady(folder: string, port: number, child: ChildProcess): Promise<void> {
  let ended: string | undefined;
  child.once('exit', () => {
    ended = lastReason(folder);
  });
  child.once('error', (error) => {
    ended = error.message;
  });
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (ended !== undefined)
      throw new EmbeddedPostgresFailed('start', ended, diskHint(ended) ?? logHint(folder));
    if (await answers(urlOf(folder, port, 'postgres'))) return;
    await sleep(50);
  }
  throw new EmbeddedPostgresFailed(
    'start',
    `no answer within ${START_TIMEOUT_MS / 1000} s; ${lastReason(folder)}`,
    logHint(folder),
  );
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Of this start: the log holds those before it too, but what failed last stands last. */
function lastReason(folder: string): string {
  const log = existsSync(`${folder}.log`) ? readFileSync(`${folder}.log`, 'utf8').slice(-4_000) : '';
  return reasonIn(log) ?? `see ${folder}.log`;
}
