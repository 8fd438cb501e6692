import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { startEmbedded } from '#db/embedded/cluster.ts';
import { DataFolderIsNewer, DataFolderUnusable } from '#db/embedded/failures.ts';

const CHILD = fileURLToPath(new URL('./embedded-child.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const folders: string[] = [];

function newFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-embedded-'));
  chmodSync(folder, mode); // root's server runs as somebody else, who must be able to enter
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const small = { settings: { shared_buffers: '16MB' } };

interface Started {
  url: string;
  adopted: boolean;
  folder: string;
}

/** A process of its own that starts the server; `started` is what it told. */
function child(dataFolder: string) {
  const process_ = spawn(process.execPath, ['--import', 'tsx', CHILD, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const started = once(process_.stdout, 'data').then(([chunk]) => JSON.parse(String(chunk)) as Started);
  return { process: process_, started, ended: once(process_, 'exit') };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const postmaster = (folder: string) =>
  Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('the embedded server', () => {
  test('keeps what was written, from start to start, and stops', async () => {
    const dataFolder = newFolder();
    const first = await startEmbedded({ dataFolder, ...small });
    expect(first.adopted).toBe(false);
    await query(first.url, 'create table kept as select 1 as n');
    await first.stop();
    expect(existsSync(join(first.folder, 'postmaster.pid'))).toBe(false);
    const second = await startEmbedded({ dataFolder, ...small });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await second.stop();
  });

  test('outlives a kill -9 of its process, is found by the next, and stopped by it', async () => {
    const dataFolder = newFolder();
    const killed = child(dataFolder);
    const { url, folder } = await killed.started;
    await query(url, 'create table kept as select 1 as n');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const next = await startEmbedded({ dataFolder, ...small });
    expect(next.adopted).toBe(true);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await next.stop();
    expect(existsSync(join(folder, 'postmaster.pid'))).toBe(false);
  });

  test('comes back after a kill -9 of itself', async () => {
    const dataFolder = newFolder();
    const first = await startEmbedded({ dataFolder, ...small });
    await query(first.url, 'create table kept as select 1 as n');
    process.kill(postmaster(first.folder), 'SIGKILL');
    await sleep(500);
    await first.stop();
    const second = await startEmbedded({ dataFolder, ...small });
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await second.stop();
  });

  test('is made once and shared when several processes begin at once, and stops with the last', async () => {
    const dataFolder = newFolder();
    const children = [child(dataFolder), child(dataFolder), child(dataFolder)];
    const started = await Promise.all(children.map((it) => it.started));
    expect(new Set(started.map(({ url }) => url)).size).toBe(1);
    expect(started.filter(({ adopted }) => !adopted)).toHaveLength(1);
    for (const it of children.slice(1)) it.process.kill('SIGTERM');
    await Promise.all(children.slice(1).map((it) => it.ended));
    expect(await query(started[0]?.url as string, 'select 1 as n')).toEqual([{ n: 1 }]); // the first still uses it
    children[0]?.process.kill('SIGKILL');
    await children[0]?.ended;
    const last = await startEmbedded({ dataFolder, ...small });
    await last.stop();
    expect(existsSync(join(last.folder, 'postmaster.pid'))).toBe(false);
  });

  test('is not fooled by what a crash leaves behind: a half-made cluster, a lock, the number of somebody else', async () => {
    const dataFolder = newFolder();
    mkdirSync(join(dataFolder, 'postgres.partial', 'base'), { recursive: true });
    writeFileSync(join(dataFolder, 'postgres.partial', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataFolder, 'postgres.lock'), '999999999');
    const first = await startEmbedded({ dataFolder, ...small });
    await first.stop();
    // After a power cut another program may have the number that postgres had.
    writeFileSync(
      join(first.folder, 'postmaster.pid'),
      `${process.pid}\n${first.folder}\n0\n1\n\n127.0.0.1\n`,
    );
    const second = await startEmbedded({ dataFolder, ...small });
    expect(second.adopted).toBe(false);
    await second.stop();
  });

  test('refuses a folder that another major version wrote, and leaves it alone', async () => {
    const dataFolder = newFolder();
    mkdirSync(join(dataFolder, 'postgres'));
    writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '99\n');
    await expect(startEmbedded({ dataFolder })).rejects.toThrow(DataFolderIsNewer);
    expect(readFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), 'utf8')).toBe('99\n');
  });

  test('says what is wrong with a folder that cannot be used', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(startEmbedded({ dataFolder: join(folder, 'file') })).rejects.toThrow(DataFolderUnusable);
    await expect(startEmbedded({ dataFolder: join(folder, 'file', 'below') })).rejects.toThrow(
      /a part of its path is a file/,
    );
    if (!isRoot) {
      chmodSync(folder, 0o555);
      await expect(startEmbedded({ dataFolder: join(folder, 'data') })).rejects.toThrow(
        /may not read or write/,
      );
    }
  });

  test.runIf(isRoot)(
    'lies elsewhere when its user cannot enter the data folder, and starts anew with a new one',
    async () => {
      const dataFolder = newFolder(0o700);
      const first = await startEmbedded({ dataFolder, ...small });
      expect(first.folder.startsWith('/var/lib/tieout/')).toBe(true);
      await first.stop();
      const again = await startEmbedded({ dataFolder, ...small });
      expect(again.folder).toBe(first.folder);
      await again.stop();
      rmSync(join(dataFolder, 'postgres.location'));
      const anew = await startEmbedded({ dataFolder, ...small });
      expect(anew.folder).not.toBe(first.folder);
      await anew.stop();
      for (const { folder } of [first, anew]) rmSync(dirname(folder), { recursive: true, force: true });
    },
  );
});
