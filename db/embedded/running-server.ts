import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SUPERUSER } from './initialise.ts';
import { isPostgres, isTaken } from './processes.ts';

const ADOPT_TIMEOUT_MS = 30_000;
const FAST_STOP_MS = 40_000;
const IMMEDIATE_STOP_MS = 10_000;
const LINGER_MS = 2_000;
const KEEPER_LINGER_MS = 200;
const KEEPER = 'tieout keeper';

export function urlOf(folder: string, port: number, database: string): string {
  const password = readFileSync(`${folder}.password`, 'utf8').trim();
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** The port of the server that runs on the folder, when it answers. A killed Node leaves the server running. */
export async function findRunning(folder: string): Promise<number | undefined> {
  const deadline = Date.now() + ADOPT_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // pid, data folder, start time, port, ... The port is there a moment after the pid.
    const [pid, , , port] = pidFile(folder);
    if (pid === undefined) return undefined;
    if (!isPostgres(Number(pid))) {
      // The new server removes the file of a dead one by itself, once it has seen that no process of that one is left.
      // It does not when the number is taken, whoever has it.
      if (isTaken(Number(pid))) rmSync(join(folder, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (port && (await answers(urlOf(folder, Number(port), 'postgres')))) return Number(port);
    await sleep(100);
  }
  return undefined;
}

export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** A connection that shows other processes that the server is in use, for as long as this one lives. */
export async function holdOpen(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: KEEPER, keepAlive: true });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Lets go, and stops the server unless another process uses it: that one will stop it. */
export async function stopUnlessUsed(folder: string, keeper: pg.Client): Promise<void> {
  try {
    const used = await isUsedByOthers(keeper);
    await keeper.end();
    if (used) return;
  } catch {
    // it does not answer: the signal below settles it
  }
  const pid = Number(pidFile(folder)[0]);
  if (!isPostgres(pid)) return;
  process.kill(pid, 'SIGINT'); // fast shutdown: roll back what is open, write a checkpoint, leave
  if (await hasEnded(pid, FAST_STOP_MS)) return;
  process.kill(pid, 'SIGQUIT'); // without the checkpoint (a full disk): the next start recovers from the log
  await hasEnded(pid, IMMEDIATE_STOP_MS);
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs && isPostgres(pid); waited += 50) await sleep(50);
  return !isPostgres(pid);
}

/**
 * Every process of ours holds a keeper. What is connected may be our own, or of a process that was just killed, and the
 * server has not noticed the end of it: it is given a moment to go.
 */
async function isUsedByOthers(keeper: pg.Client): Promise<boolean> {
  for (let waited = 0; ; waited += 50) {
    const { rows } = await keeper.query(
      `select count(*)::int as all, count(*) filter (where application_name = $1)::int as keepers
       from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      [KEEPER],
    );
    const [others] = rows as [{ all: number; keepers: number }];
    if (others.all === 0) return false;
    if (waited >= (others.keepers > 0 ? KEEPER_LINGER_MS : LINGER_MS)) return true;
    await sleep(50);
  }
}

function pidFile(folder: string): string[] {
  const file = join(folder, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}
