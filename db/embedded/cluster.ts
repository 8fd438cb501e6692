import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Binaries, locateBinaries } from './binaries.ts';
import { clusterFolder, isInitialised, prepareFolder } from './data-folder.ts';
import { EmbeddedPostgresFailed } from './failures.ts';
import { type ServerUser, serverUser } from './server-user.ts';

export interface EmbeddedPostgres {
  url: string;
  /** Whether a server left behind by a killed process, or started by another command, was found running. */
  adopted: boolean;
  /** Stops the server, unless another process is still connected: that one will find and stop it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataFolder: string;
  database?: string;
  /** Settings beyond ours, for tests and benchmarks. */
  settings?: Record<string, string>;
}

const SUPERUSER = 'tieout';
const START_TIMEOUT_MS = 60_000;

/** Set for one application on one machine that also runs Node. Durability is never traded away: fsync stays on. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '512MB',
  work_mem: '64MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '2GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
};

/** Starts the cluster of a data folder, making it first if need be, or finds the one that runs. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const user = serverUser();
  const binaries = await locateBinaries(user);
  const folder = clusterFolder(options.dataFolder, user);
  const database = options.database ?? 'tieout';
  if (!isInitialised(folder, binaries.major)) await initialise(binaries, folder, user);
  const running = await findRunning(folder);
  if (running) return handle(folder, running, database, true);
  const port = await freePort();
  const child = launch(binaries, folder, user, port, options.settings ?? {});
  await waitUntilReady(folder, port, child);
  await createDatabase(urlOf(folder, port, 'postgres'), database);
  return handle(folder, port, database, false);
}

async function initialise(binaries: Binaries, folder: string, user: ServerUser): Promise<void> {
  prepareFolder(folder, user);
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const spawnAs = user === 'self' ? {} : user;
  if (user !== 'self') chownSync(passwordFile, user.uid, user.gid);
  const args = ['-D', folder, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(binaries.initdb, [...args, '--encoding=UTF8', '--locale=C.UTF-8'], {
      cwd: '/',
      ...spawnAs,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { stderr = '' } = error as { stderr?: string };
    throw new EmbeddedPostgresFailed(
      'make its data folder',
      stderr.trim() || String(error),
      diskHint(stderr),
    );
  }
}

function launch(
  binaries: Binaries,
  folder: string,
  user: ServerUser,
  port: number,
  extra: Record<string, string>,
): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...extra, port: String(port) });
  const log = openSync(`${folder}.log`, 'a');
  return spawn(
    binaries.postgres,
    ['-D', folder, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: '/',
      detached: true, // Ctrl-C in the terminal must reach us first: we stop the server after the app
      stdio: ['ignore', log, log],
      ...(user === 'self' ? {} : user),
    },
  );
}

async function waitUntilReady(folder: string, port: number, child: ChildProcess): Promise<void> {
  let exited = false;
  child.once('exit', () => {
    exited = true;
  });
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (exited) throw new EmbeddedPostgresFailed('start', lastLines(folder), diskHint(lastLines(folder)));
    if (await answers(urlOf(folder, port, 'postgres'))) return;
    await sleep(50);
  }
  throw new EmbeddedPostgresFailed(
    'start',
    `no answer within ${START_TIMEOUT_MS / 1000} s; ${lastLines(folder)}`,
  );
}

/** postmaster.pid: pid, data folder, start time, port, ... A killed Node leaves the server running. */
async function findRunning(folder: string): Promise<number | undefined> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  if (!isAlive(Number(pid))) return undefined; // the server removes a stale file itself
  for (let attempt = 0; attempt < 100; attempt++) {
    if (port && (await answers(urlOf(folder, Number(port), 'postgres')))) return Number(port);
    if (!isAlive(Number(pid))) return undefined;
    await sleep(100);
  }
  return undefined;
}

function handle(folder: string, port: number, database: string, adopted: boolean): EmbeddedPostgres {
  return { url: urlOf(folder, port, database), adopted, stop: () => stopIfUnused(folder, port) };
}

async function stopIfUnused(folder: string, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(folder, port, 'postgres') });
  try {
    await client.connect();
    const { rows } = await client.query(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    await client.end();
    if (rows[0].others > 0) return;
  } catch {
    // not reachable: the signal below settles it
  }
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT'); // fast shutdown: roll back what is open, write a checkpoint, leave
  for (let waited = 0; waited < 30_000 && isAlive(pid) && existsSync(file); waited += 50) await sleep(50);
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  await client.end();
}

function urlOf(folder: string, port: number, database: string): string {
  const password = readFileSync(`${folder}.password`, 'utf8').trim();
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function lastLines(folder: string): string {
  const log = existsSync(`${folder}.log`) ? readFileSync(`${folder}.log`, 'utf8') : '';
  return log.trim().split('\n').slice(-3).join(' ') || `see ${folder}.log`;
}

function diskHint(text: string): string | undefined {
  return /No space left|disk full/i.test(text)
    ? 'Free some space on the disk, or choose another folder with --data.'
    : undefined;
}
