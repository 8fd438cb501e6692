import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isAlive } from '#db/embedded/processes.ts';
import { useDatabase } from '#test/support/database.ts';
import { runCli, type Started, startCli } from './run-cli.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-start-'));
chmodSync(folder, 0o755); // the embedded server may run as another user
const books = join(folder, 'books');
const running: Started[] = [];

beforeAll(async () => {
  expect(await runCli(['init', books])).toMatchObject({ code: 0 });
});
afterAll(() => {
  for (const { process } of running) process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[] = [], env: Record<string, string> = {}): Started {
  const started = startCli(['start', '--workspace', books, '--port', '0', ...args], { cwd: folder, env });
  running.push(started);
  return started;
}

const yours = () => ({ DATABASE_URL: database.url, TIEOUT_DATA: join(folder, 'yours') });
const LINK = /Tieout is at (http:\S+)[\s\S]*?(http:\S+\/sign-in\?link=\S+)/;

describe('tieout start', () => {
  test('loads what was never loaded, serves, signs in by its link, and ends with Ctrl-C', async () => {
    const first = start([], yours());
    const [, origin, link] = await first.said(LINK);
    await first.said(/\[4\/4\] export matches/); // pull, reconcile, two exports
    expect(await (await fetch(`${origin}/readyz`)).text()).toBe('ready\n');
    expect((await fetch(link as string)).status).toBe(200);
    expect((await fetch(`${origin}/`, { redirect: 'manual' })).status).toBe(302);

    // A second process beside it has nothing to load, shares the queue, and makes no second admin.
    const second = start([], yours());
    const [, otherOrigin] = await second.said(LINK);
    expect(otherOrigin).not.toBe(origin);
    for (const { process } of [first, second]) process.kill('SIGINT');
    const [ended, other] = await Promise.all([first.ended, second.ended]);
    expect([ended.code, other.code]).toEqual([0, 0]);
    expect(other.stderr).not.toMatch(/\[1\//);
    expect(ended.stdout).not.toMatch(/\[1\//); // progress is on stderr
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    const { rows } = await database.connection.pool.query(
      `select email, array_agg(role order by role) as roles from users join user_grants using (user_id) group by email`,
    );
    expect(rows).toEqual([{ email: 'admin@localhost', roles: ['admin', 'controller'] }]);
  }, 240_000);

  test('a job that a command queued is run by the worker', async () => {
    const { process, said, ended } = start([], yours());
    await said(LINK);
    await database.connection.pool.query(
      `insert into jobs (kind, payload, entity, actor, state, run_after, max_attempts, trace_id, created_at)
       values ('reconcile', '{"reconciliation": "invoices-to-payments"}', 'acme',
         '{"kind": "service", "id": "test", "grants": [{"entity": "acme", "role": "service"}]}', 'queued', now(), 1,
         gen_random_uuid(), now())`,
    );
    await said(/job \d+ reconcile invoices-to-payments: done/);
    await said(/job \d+ export exceptions \(acme\): done/); // what follows from a run
    process.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 240_000);

  test('says so in one paragraph when the port is taken, before it starts anything', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const run = await runCli([
      'start',
      '--workspace',
      books,
      '--port',
      String(port),
      '--data',
      join(folder, 'none'),
    ]);
    other.close();
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr.trim().split('\n')).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('with the embedded server: after a kill -9 the next start goes on, and Ctrl-C stops PostgreSQL too', async () => {
    const data = join(folder, 'own');
    const first = start(['--data', data]);
    await first.said(LINK);
    const pidFile = join(data, 'postgres', 'postmaster.pid');
    const postgres = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    first.process.kill('SIGKILL');
    await first.ended;
    expect(() => process.kill(postgres, 0)).not.toThrow(); // it is left behind, alive
    const second = start(['--data', data]);
    await second.said(LINK);
    await second.said(/was running/);
    second.process.kill('SIGINT');
    const ended = await second.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toMatch(/\[1\//);
    expect(existsSync(pidFile)).toBe(false);
    // It was adopted by whoever collects orphans here, which may take its time or never do it: ended is enough.
    await vi.waitFor(() => expect(isAlive(postgres)).toBe(false), 10_000);
  }, 240_000);
});
