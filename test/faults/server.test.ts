import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { isAlive, isTaken } from '#db/embedded/processes.ts';

test('after a kill -9 of the server, the next one waits for a child that is still busy, then begins', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-server-'));
  chmodSync(folder, 0o755); // root's server runs as somebody else, who must be able to enter
  const small = { dataFolder: join(folder, 'data'), settings: { shared_buffers: '16MB' } };
  const first = await startEmbedded(small);
  const client = new pg.Client({ connectionString: first.url });
  client.on('error', () => {});
  await client.connect();
  await client.query('create table kept as select 1 as n');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  // Looks at nobody until it is done; only then it sees that its server is gone.
  client
    .query(
      'insert into kept select sum(a * b)::int from generate_series(1, 100) a, generate_series(1, 200000) b',
    )
    .catch(() => {});
  await sleep(300);
  process.kill(Number(readFileSync(join(first.folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  const second = await startEmbedded(small);
  try {
    expect(second.adopted).toBe(false);
    expect(isAlive(rows[0]?.pid as number)).toBe(false);
    const again = new pg.Client({ connectionString: second.url });
    await again.connect();
    expect((await again.query('select n from kept')).rows).toEqual([{ n: 1 }]);
    await again.end();
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(dirname(second.folder), { recursive: true, force: true });
  }
});

test.runIf(process.platform === 'linux')(
  'a process that has ended, and whose parent does not ask, is dead',
  async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = await once(parent.stdout, 'data');
      const pid = Number(String(line));
      await sleep(300);
      expect(isTaken(pid)).toBe(true);
      expect(isAlive(pid)).toBe(false);
      expect(isAlive(process.pid)).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
