import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, runCli } from '../cli/run-cli.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-startup-'));
const books = join(folder, 'books');
const isRoot = process.getuid?.() === 0;
const servers: Server[] = [];
const mounts: string[] = [];

beforeAll(async () => {
  chmodSync(folder, 0o755); // root's server runs as somebody else, who must be able to enter
  expect(await runCli(['init', books])).toMatchObject({ code: 0 });
});
afterAll(() => {
  for (const server of servers) server.close();
  for (const mount of mounts) execFileSync('umount', ['--lazy', mount]);
  rmSync(folder, { recursive: true, force: true });
});

/** One paragraph on stderr that tells all of it, nothing on stdout, the exit code, and no stack, SQL or password. */
function expectParagraph(run: Run, code: number, says: readonly RegExp[]): void {
  const told = run.stderr
    .trim()
    .split('\n')
    .filter((line) => !/^(Connecting to|Starting PostgreSQL)/.test(line));
  expect(told, run.stderr).toHaveLength(1);
  const [paragraph = ''] = told;
  expect(paragraph).toMatch(/^tieout: .+\. \S.+\.$/); // what and where; then what to do
  for (const pattern of says) expect(paragraph).toMatch(pattern);
  expect(run.stdout).toBe('');
  expect(run.code).toBe(code);
  expect(run.stderr).not.toMatch(/s3cret|^ {4}at |\bselect\b/m);
}

const reconcile = (data: string, url?: string) =>
  runCli(['reconcile', '--workspace', books, '--data', data], {
    env: url === undefined ? {} : { DATABASE_URL: url },
  });

async function port(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function urlWith(change: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string {
  return Object.assign(new URL(database.url), change).href;
}

describe('DATABASE_URL', () => {
  const own = join(folder, 'yours');
  test.each<[string, () => string | Promise<string>, number, RegExp[]]>([
    [
      'nothing listens',
      () => 'postgres://a:s3cret@127.0.0.1:1/books',
      1,
      [/127\.0\.0\.1:1\/books/, /nothing listens/, /start that server/],
    ],
    [
      'no such host',
      () => 'postgres://a:s3cret@nowhere.invalid/books',
      1,
      [/nowhere\.invalid:5432\/books/, /host/],
    ],
    [
      'another kind of server',
      async () => `postgres://a:s3cret@127.0.0.1:${await port(createHttpServer())}/books`,
      1,
      [/is it a PostgreSQL/],
    ],
    [
      'a server that never answers',
      async () => `postgres://a:s3cret@127.0.0.1:${await port(createServer(() => {}))}/books`,
      1,
      [/no answer/],
    ],
    ['a wrong password', () => urlWith({ password: 's3cret' }), 1, [/password authentication failed/]],
    ['no such user', () => urlWith({ username: 'nobody', password: 's3cret' }), 1, [/authentication failed/]],
    ['no such database', () => urlWith({ pathname: '/nothing' }), 1, [/"nothing" does not exist/]],
    ['another scheme', () => 'mysql://a:s3cret@127.0.0.1/books', 2, [/postgres:\/\/user:password@host/]],
    ['no address', () => 'books', 2, [/DATABASE_URL is not an address/]],
  ])('%s', async (_name, url, code, says) => {
    expectParagraph(await reconcile(own, await url()), code, says);
  });

  test('migrated by a newer Tieout: nothing is touched', async () => {
    const { pool } = database.connection;
    await pool.query(`insert into kysely_migration (name, timestamp) values ('9999_future', now()::text)`);
    try {
      expectParagraph(await reconcile(own, database.url), 2, [
        /newer Tieout/,
        /9999_future/,
        /newer version/,
      ]);
    } finally {
      await pool.query(`delete from kysely_migration where name = '9999_future'`);
    }
  });

  test('a user who may read but not write', async () => {
    const { pool } = database.connection;
    await pool.query(
      `create role reader login password 'reader'; grant select on all tables in schema public to reader`,
    );
    try {
      const run = await reconcile(own, urlWith({ username: 'reader', password: 'reader' }));
      expectParagraph(run, 1, [/may not do what Tieout needs/, /DATABASE_URL/]);
    } finally {
      await pool.query('drop owned by reader; drop role reader');
    }
  });
});

describe('the data folder', () => {
  test('of a newer PostgreSQL is left alone', async () => {
    const data = join(folder, 'newer');
    mkdirSync(join(data, 'postgres'), { recursive: true });
    writeFileSync(join(data, 'postgres', 'PG_VERSION'), '99\n');
    expectParagraph(await reconcile(data), 2, [/newer\/postgres/, /PostgreSQL 99/, /--data/]);
  });

  test('is a file', async () => {
    const data = join(folder, 'file');
    writeFileSync(data, '');
    expectParagraph(await reconcile(data), 1, [/\/file /, /a file is in its place/, /--data/]);
  });

  test('holds something that is no cluster', async () => {
    const data = join(folder, 'scraps');
    mkdirSync(join(data, 'postgres'), { recursive: true });
    writeFileSync(join(data, 'postgres', 'notes.txt'), 'x');
    expectParagraph(await reconcile(data), 1, [/no whole PostgreSQL cluster/, /--data/]);
    expect(readFileSync(join(data, 'postgres', 'notes.txt'), 'utf8')).toBe('x');
  });

  test('has a cluster whose files are damaged', async () => {
    const data = join(folder, 'damaged');
    expect((await runCli(['exceptions', '--workspace', books, '--data', data])).code).toBe(0);
    writeFileSync(join(data, 'postgres', 'global', 'pg_control'), Buffer.alloc(8192));
    expectParagraph(await reconcile(data), 1, [/could not start/, /damaged\/postgres\.log/, /backup/]);
  });

  // Root may write everywhere but on a file system that is read-only; who is not root cannot mount one.
  test('may not be written', async () => {
    const data = join(folder, 'read-only');
    mkdirSync(data);
    if (isRoot) {
      if (!mountTmpfs(data, 'ro')) return;
      expectParagraph(await reconcile(data), 1, [/\/read-only/, /read-only/, /--data/]);
    } else {
      chmodSync(data, 0o555);
      expectParagraph(await reconcile(data), 1, [/\/read-only/, /may not read or write/, /--data/]);
    }
  });
});

/** Only root may mount, and not in every container: without it the tests of a full disk prove nothing and say so. */
function mountTmpfs(target: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${options},mode=755`, 'tmpfs', target], { stdio: 'ignore' });
    mounts.push(target);
    return true;
  } catch {
    console.warn('skipped: this user cannot mount a file system of its own');
    return false;
  }
}

describe('a full disk', () => {
  test('at the first start: no half-made cluster stays', async ({ skip }) => {
    const data = join(folder, 'tiny');
    mkdirSync(data);
    if (!mountTmpfs(data, 'size=12m')) skip();
    expectParagraph(await reconcile(data), 1, [/no space|full/i, /tiny/, /Free some space/]);
    expect(existsSync(join(data, 'postgres'))).toBe(false);
  });

  test('while the bytes of a file are kept: nothing of it stays, and with space it is taken in', async ({
    skip,
  }) => {
    const data = join(folder, 'small');
    mkdirSync(data);
    if (!mountTmpfs(data, 'size=2m')) skip();
    const file = join(folder, 'payments-large.csv');
    writeFileSync(
      file,
      `id,invoice,amount,currency,paid_on\n${'P1,R-1,1.00,EUR,2026-01-05\n'.repeat(90_000)}`,
    );
    const ingest = () =>
      runCli(['ingest', 'shop', file, '--workspace', books, '--data', data], {
        env: { DATABASE_URL: database.url },
      });
    const full = await ingest();
    expectParagraph(full, 1, [/no space/i, /Free some space/]);
    const kept = execFileSync('find', [data, '-type', 'f'], { encoding: 'utf8' });
    expect(kept).toBe('');
    execFileSync('mount', ['-o', 'remount,size=64m', data]);
    expect((await ingest()).code).toBe(4); // all rows are the same: one counts, the others are repeated
    const [raw = ''] = execFileSync('find', [data, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
    expect(statSync(raw).size).toBe(statSync(file).size);
  });

  test('under the database: the delivery leaves nothing, and the next start goes on', async ({ skip }) => {
    const data = join(folder, 'database');
    mkdirSync(data);
    if (!mountTmpfs(data, 'size=1g')) skip();
    const command = (...args: string[]) => runCli([...args, '--workspace', books, '--data', data]);
    const lines = Array.from({ length: 300_000 }, (_, n) => `P${n},R-${n},1.00,EUR,2026-01-05\n`);
    const file = join(folder, 'payments-many.csv');
    writeFileSync(file, `id,invoice,amount,currency,paid_on\n${lines.join('')}`);
    expect((await command('exceptions')).code).toBe(0); // the cluster is there
    const used = Number(
      execFileSync('df', ['--output=used', '-k', data], { encoding: 'utf8' }).split('\n')[1],
    );
    execFileSync('mount', ['-o', `remount,size=${used + 24 * 1024 + 16 * 1024}k`, data]);
    const full = await command('ingest', 'shop', file);
    expectParagraph({ ...full, stderr: lastLine(full.stderr) }, 1, [/no space/i, /Free some space/]);
    execFileSync('mount', ['-o', 'remount,size=1g', data]);
    const again = await command('ingest', 'shop', file, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout).deliveries[0]).toMatchObject({
      snapshot: { snapshotNo: 1, rowCount: 300_000 },
    });
  });
});

/** Progress is on stderr too, and what took long says so. */
const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

test('two commands at once on a new data folder share one server, and it stops with the last of them', async () => {
  const data = join(folder, 'both');
  const one = join(books, 'data', 'shop');
  const command = (...args: string[]) => runCli([...args, '--json', '--workspace', books, '--data', data]);
  const runs = await Promise.all([
    command('pull', 'shop'),
    command('pull', 'shop'),
    command('reconcile'),
    command('exceptions'),
  ]);
  for (const run of runs) expect([0, 3, 4], run.stderr).toContain(run.code);
  expect(existsSync(one)).toBe(true);
  expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false);
  const files = runs
    .slice(0, 2)
    .flatMap((run) =>
      JSON.parse(run.stdout).deliveries.map((it: { snapshot: { isNew: boolean } }) => it.snapshot?.isNew),
    );
  expect(files.filter((isNew) => isNew)).toHaveLength(2); // invoices and payments, each once
  const last = await command('reconcile');
  expect(JSON.parse(last.stdout).runs[0]).toMatchObject({ status: 'complete', exceptionCount: 2 });
}, 120_000);
