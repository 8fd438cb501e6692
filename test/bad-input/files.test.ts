import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepRaw, sweepPartials } from '#sources/raw/raw-store.ts';
import { runCli } from '../cli/run-cli.ts';
import { useDatabase } from '../support/database.ts';
import { SEEDS } from './bad-input.ts';
import { runCommand } from './support/command.ts';
import { changedTables, everything } from './support/everything.ts';
import { workspaceFiles } from './support/workspace.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-files-'));
const isRoot = process.getuid?.() === 0;
const GOOD = SEEDS.csv;

const places = ['--workspace', join(folder, 'workspace'), '--data', join(folder, 'data')];
const run = (...args: string[]) => runCommand([...args, ...places], { DATABASE_URL: database.url });

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  const names = ['full', 'links', 'late', 'feed'];
  const sources = names.map((source) => ({ source, template: 'csv' as const, pull: join(folder, source) }));
  const feed = { ...sources[3]!, edit: ['mode: full', 'mode: incremental'] as [string, string] };
  for (const [path, text] of Object.entries(workspaceFiles([...sources.slice(0, 3), feed])))
    write(`workspace/${path}`, text);
  for (const name of names) mkdirSync(join(folder, name));
  await run('ingest', 'books', write('books.csv', GOOD));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openRejections = async (source: string) =>
  (
    await database.connection.pool.query<{ text: string }>(
      `select file || ' ' || (problem ->> 'rule') as text from rejected_deliveries
       where source = $1 and resolved_at is null order by rejection_id`,
      [source],
    )
  ).rows.map(({ text }) => text);

describe('the command in a process of its own', () => {
  test.each([
    ['a good file', GOOD, 0],
    ['a row in quarantine', `${GOOD}B,r2,1e5,EUR,2026-01-06\n`, 4],
    ['a file without bytes', '', 4],
  ])('%s ends with its exit code, JSON on stdout, no stack trace', async (name, content, code) => {
    const done = await runCli(['ingest', 'full', write(`${name}.csv`, content), '--json', ...places], {
      env: { DATABASE_URL: database.url },
    });
    expect(done.code).toBe(code);
    expect(Object.keys(JSON.parse(done.stdout))).toEqual(['source', 'deliveries', 'rejected']);
    expect(done.stderr).not.toMatch(/^ {4}at /m);
  });
});

describe('a path that leads to no file that can be read', () => {
  const circle = join(folder, 'circle');
  beforeAll(() => {
    symlinkSync(circle, circle);
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling.csv'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')]);
  });

  test.each([
    ['a folder', () => folder, 'not_a_file', /folder/],
    ['nothing', () => join(folder, 'nothing.csv'), 'file_missing', /no such file/],
    ['a file as if it were a folder', () => join(folder, 'books.csv', 'x'), 'file_missing', /no such file/],
    ['a link to nothing', () => join(folder, 'dangling.csv'), 'file_missing', /no such file/],
    ['a link to itself', () => circle, 'file_missing', /circle/],
    ['a pipe', () => join(folder, 'pipe'), 'not_a_file', /no ordinary file/],
  ])(
    '%s: exit code 4, and nothing is written, of the files beside it neither',
    async (_name, path, rule, says) => {
      const before = await everything(database.connection);
      const other = write('other.csv', `${GOOD}Z,r9,1.00,EUR,2026-01-06\n`);
      const { code, result, stderr } = await run('ingest', 'full', other, path());
      expect(code).toBe(4);
      expect(result.error).toMatchObject({ code: 'input_rejected', fields: { problem: { rule } } });
      expect(stderr).toMatch(says);
      expect(changedTables(before, await everything(database.connection))).toEqual([]);
    },
  );

  // Root may read everything: as root nothing can be told from this.
  test.skipIf(isRoot)('a file that this user may not read', async () => {
    const path = write('secret.csv', GOOD);
    chmodSync(path, 0);
    const { code, stderr } = await run('ingest', 'full', path);
    expect(code).toBe(4);
    expect(stderr).toMatch(/this user may not read it/);
  });
});

describe('links', () => {
  test('a link that the command line names is followed', async () => {
    const link = join(folder, 'link.csv');
    symlinkSync(write('target.csv', GOOD), link);
    const { code, result } = await run('ingest', 'links', link);
    expect(code).toBe(0);
    expect(result.deliveries[0].files[0].file).toBe('link.csv');
  });

  test('in a folder that is pulled they may not lead out of it: that is a rejected file, not a silence', async () => {
    const inside = join(folder, 'links');
    writeFileSync(join(inside, 'a.csv'), `${GOOD}B,r2,1.00,EUR,2026-01-06\n`);
    symlinkSync('a.csv', join(inside, 'b.csv'));
    symlinkSync(write('outside.csv', 'secret\n'), join(inside, 'c.csv'));
    symlinkSync(join(folder, 'gone'), join(inside, 'd.csv'));
    const { code, result } = await run('pull', 'links');
    expect(code).toBe(4);
    expect(
      result.deliveries
        .flatMap((it: { files: { file: string }[] }) => it.files)
        .map((it: { file: string }) => it.file),
    ).toEqual(['a.csv', 'b.csv']);
    expect(await openRejections('links')).toEqual(['c.csv outside_folder', 'd.csv file_missing']);
    const { rows } = await database.connection.pool.query(
      `select count(*)::int as n from raw_objects where name = 'c.csv'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    expect((await run('reconcile', 'links-to-books')).code).toBe(4);
  });
});

describe('what is missing stays missing until a file speaks for it', () => {
  const put = (name: string, content: string) => writeFileSync(join(folder, 'feed', name), content);
  const row = (id: string) => `id,reference,amount,currency,paid_on\n${id},r1,1.00,EUR,2026-01-05\n`;
  const status = async () => (await run('reconcile', 'feed-to-books')).result.runs[0].status;

  test('of an incremental source, the next day does not make good the day that was refused', async () => {
    put('day1.csv', row('1').slice(0, 10));
    put('day2.csv', row('2'));
    expect((await run('pull', 'feed')).code).toBe(4);
    expect(await openRejections('feed')).toEqual(['day1.csv missing_column']);
    expect(await status()).toBe('incomplete');
  });

  test('the same refusal, pulled again, is one missing file', async () => {
    put('day3.csv', row('3'));
    await run('pull', 'feed');
    expect(await openRejections('feed')).toEqual(['day1.csv missing_column']);
  });

  test('replaying other rows does not make it good', async () => {
    put('day4.csv', row('4').replace('1.00', 'x'));
    await run('pull', 'feed');
    await run('replay', 'feed');
    expect(await openRejections('feed')).toEqual(['day1.csv missing_column']);
  });

  test('the file mended under its name does', async () => {
    put('day1.csv', row('1'));
    await run('pull', 'feed');
    expect(await openRejections('feed')).toEqual([]);
  });

  test('under another name it does when that is said, and it is not tried again', async () => {
    put('day5.csv', '');
    await run('pull', 'feed');
    const mended = write('mended.csv', row('5'));
    const unknown = await run('ingest', 'feed', mended, '--replaces', 'day6.csv');
    expect(unknown).toMatchObject({
      code: 2,
      result: { error: { code: 'unknown_name', fields: { known: ['day5.csv'] } } },
    });
    expect((await run('ingest', 'feed', mended, '--replaces', 'day5.csv')).result.rejected).toEqual([]);
    expect(await openRejections('feed')).toEqual([]);
    await run('pull', 'feed');
    expect(await openRejections('feed')).toEqual([]);
    put('day4.csv', row('4'));
    await run('pull', 'feed');
    expect(await status()).toBe('complete');
  });

  test('a folder that cannot be read is missing until it can', async () => {
    renameSync(join(folder, 'feed'), join(folder, 'away'));
    const { code, stderr } = await run('pull', 'feed');
    expect(code).toBe(4);
    expect(stderr).toMatch(/source feed could not be read: .*feed/);
    expect(await status()).toBe('incomplete');
    renameSync(join(folder, 'away'), join(folder, 'feed'));
    await run('pull', 'feed');
    expect(await openRejections('feed')).toEqual([]);
    expect(await status()).toBe('complete');
  });

  test('of a full source, the next file says all, and an old refusal does not come back', async () => {
    writeFileSync(join(folder, 'late', 'a.csv'), '');
    writeFileSync(join(folder, 'late', 'b.csv'), GOOD);
    await run('pull', 'late');
    await run('pull', 'late');
    expect(await openRejections('late')).toEqual([]);
  });
});

describe('a file that changes while it is read', () => {
  const data = join(folder, 'kept');
  const partials = () => readdirSync(join(data, 'raw')).filter((name) => name.startsWith('.'));

  test.each([
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['is written anew with as many bytes', (path: string) => writeFileSync(path, randomBytes(24 << 20))],
    ['is cut', (path: string) => writeFileSync(path, 'short')],
  ])('that %s is refused, and no copy stays', async (_name, change) => {
    const path = write('changing.csv', randomBytes(24 << 20));
    const keeping = keepRaw(data, path);
    keeping.catch(() => {});
    while (partialsOf(data).length === 0) await new Promise((resolve) => setImmediate(resolve));
    change(path);
    await expect(keeping).rejects.toMatchObject({
      kind: 'rejected_input',
      problem: { rule: 'file_changed', file: 'changing.csv' },
    });
    expect(partials()).toEqual([]);
    expect(readdirSync(join(data, 'raw'))).toEqual([]);
  });

  test('what a killed copy left is swept when it is a day old', async () => {
    const old = join(data, 'raw', '.partial-old');
    writeFileSync(old, 'half');
    writeFileSync(join(data, 'raw', '.partial-new'), 'half');
    const now = new Date();
    utimesSync(old, now, new Date(now.getTime() - 25 * 3_600_000));
    await sweepPartials(data, now);
    expect(partials()).toEqual(['.partial-new']);
  });
});

function partialsOf(data: string): string[] {
  try {
    return readdirSync(join(data, 'raw')).filter((name) => name.startsWith('.partial-'));
  } catch {
    return [];
  }
}
