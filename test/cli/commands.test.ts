import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '#cli/commands/index.ts';
import { useDatabase } from '#test/support/database.ts';
import { type Run, runCli } from './run-cli.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-cli-'));
const books = join(folder, 'books');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command on this file's database and the workspace in `books`. */
function tieout(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const data = join(folder, 'data');
  return runCli(args, { cwd: books, env: { DATABASE_URL: database.url, TIEOUT_DATA: data, ...env } });
}

const json = (run: Run) => JSON.parse(run.stdout);

beforeAll(async () => {
  expect(await runCli(['init', books])).toMatchObject({ code: 0 });
});

describe('the way from an empty folder to proven files', () => {
  test('init made a workspace that is in order, and writes nothing into a folder that holds something', async () => {
    expect(existsSync(join(books, 'tieout.yaml'))).toBe(true);
    expect(json(await tieout(['check', '--json']))).toMatchObject({
      ok: true,
      sources: 1,
      reconciliations: 1,
    });
    const again = await runCli(['init', books, '--json']);
    expect(again.code).toBe(2);
    expect(json(again).error).toMatchObject({ code: 'folder_not_empty', kind: 'usage' });
  });

  test('pull, reconcile, exceptions, export, verify', async () => {
    const pulled = await tieout(['pull', 'shop', '--json']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(json(pulled).deliveries).toHaveLength(2);
    expect((await tieout(['pull', 'shop'])).stdout).toMatch(/nothing new \(2 files/);

    const run = await tieout(['reconcile', '--json']);
    expect(run.code, run.stderr).toBe(3); // exceptions over their threshold
    expect(json(run).runs).toEqual([
      expect.objectContaining({
        reconciliation: 'invoices-to-payments',
        status: 'complete',
        matchCount: 2,
        exceptionCount: 2,
      }),
    ]);

    const listed = json(await tieout(['exceptions', '--json']));
    expect(listed.map((it: Record<string, unknown>) => [it.match_key, it.type, it.difference])).toEqual([
      ['R-1004', 'missing_right', '80.00'],
      ['R-1003', 'amount', '36.00'],
    ]);
    const csv = await tieout(['exceptions', '--format', 'csv', '--reconciliation', 'invoices-to-payments']);
    expect(csv.stdout.split('\n')).toHaveLength(4);
    expect(csv.stdout).toMatch(/^exception_id,entity,/);
    expect(csv.stderr).toMatch(/2 open exceptions/);

    const out = join(folder, 'out');
    const published = await tieout([
      'export',
      'exceptions',
      '--format',
      'csv',
      'parquet',
      '--out',
      out,
      '--json',
    ]);
    expect(published.code, published.stderr).toBe(0);
    const target = json(published).folder as string;
    expect(target.startsWith(out)).toBe(true);
    expect(await runCli(['export', 'verify', target])).toMatchObject({ code: 0 });
    const file = join(target, 'exceptions.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('R-1004', 'R-1009'));
    const tampered = await runCli(['export', 'verify', target, '--json']);
    expect(tampered.code).toBe(4);
    expect(json(tampered).problems).toEqual([
      expect.objectContaining({ file: 'exceptions.csv', rule: 'sha256' }),
    ]);

    expect(json(await tieout(['audit', 'verify', '--json']))).toMatchObject({ ok: true, bad: null });
  });

  test('a row that cannot be read is quarantined (4), shown, and taken in once its contract is mended', async () => {
    const file = join(folder, 'payments-2.csv');
    writeFileSync(file, 'id,invoice,paid_on,amount,currency\nP-9,R-1004,31.02.2026,80.00,EUR\n');
    const taken = await tieout(['ingest', 'shop', file, '--contract', 'shop.payments', '--json']);
    expect(taken.code, taken.stderr).toBe(4);
    const [row] = json(await tieout(['quarantine', '--json']));
    expect(row.problems).toEqual([expect.objectContaining({ field: 'value_date', value: '31.02.2026' })]);
    const contract = join(books, 'contracts', 'shop.payments.v1.yaml');
    const before = readFileSync(contract, 'utf8');
    const still = await tieout(['replay', 'shop', '--json']);
    expect(still.code).toBe(4);
    expect(json(still)).toMatchObject({ replayed: 1, stillQuarantined: 1 });
    writeFileSync(contract, before.replace('pattern: yyyy-MM-dd', 'pattern: dd.MM.yyyy'));
    const bad = await tieout(['replay', 'shop', '--json']); // 31 February is no day in any pattern
    expect(bad.code).toBe(4);
    writeFileSync(contract, before);
  });
});

describe('exit codes and where things are written', () => {
  test('2: usage', async () => {
    const wrong: string[][] = [
      ['nope'],
      ['pull'],
      ['pull', 'shop', '--nope'],
      ['pull', 'bnak'],
      ['reconcile', 'nope'],
      ['reconcile', '--period', '2026-13'],
      ['exceptions', '--format', 'xml'],
      ['ingest', 'shop', 'x.csv', '--as-of', '2026-02-31'],
      ['job', 'cancel', '999999'],
      ['user', 'link', 'nobody@example.org'],
      ['token', 'create', 't', '--entity', 'acme', '--scope', 'no.such'],
      ['start', '--port', '99999'],
    ];
    for (const args of wrong) {
      const run = await tieout(args);
      expect(
        run.code,
        `${args.join(' ')}
${run.stderr}`,
      ).toBe(2);
      expect(run.stdout, args.join(' ')).toBe('');
      expect(run.stderr, args.join(' ')).not.toBe('');
      expect(run.stderr, args.join(' ')).not.toMatch(/\n\s+at /); // a stack is for us, not for users
    }
  }, 180_000);

  test('2: configuration, with the place; and no workspace', async () => {
    const broken = join(folder, 'broken');
    cpSync(books, broken, { recursive: true });
    writeFileSync(
      join(broken, 'tieout.yaml'),
      'workspace: Broken\nentities:\n  - entity: acme\n    zone: Mars/Olympus\n',
    );
    const run = await runCli(['check', '--workspace', broken, '--json']);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/tieout\.yaml:\d+:\d+ /);
    expect(json(run).error).toMatchObject({ code: 'configuration_invalid' });
    expect(await runCli(['check', '--workspace', join(folder, 'nowhere')])).toMatchObject({ code: 2 });
  });

  test('4: a file that cannot be taken in leaves nothing behind', async () => {
    const file = join(folder, 'empty.csv');
    writeFileSync(file, '');
    const run = await tieout(['ingest', 'shop', file, '--contract', 'shop.payments', '--json']);
    expect(run.code, run.stderr).toBe(4);
    expect(await tieout(['ingest', 'shop', join(folder, 'no-such.csv')])).toMatchObject({ code: 4 });
  });

  test('1 and 2: the database', async () => {
    const at = (url: string) => tieout(['job', 'list'], { DATABASE_URL: url });
    const unreachable = await at('postgres://tieout:secret-word@127.0.0.1:1/tieout');
    expect(unreachable.code).toBe(1);
    expect(unreachable.stderr).toMatch(/127\.0\.0\.1:1\/tieout.*DATABASE_URL/s);
    expect(unreachable.stderr).not.toContain('secret-word');
    expect(unreachable.stderr.trim().split('\n')).toHaveLength(1); // one paragraph
    const url = new URL(database.url);
    const refused = await at(Object.assign(new URL(url), { password: 'secret-word' }).href);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/password authentication failed/);
    expect((await at(Object.assign(new URL(url), { pathname: '/no_such_database' }).href)).code).toBe(1);
    expect((await at('mysql://localhost/tieout')).code).toBe(2);
    expect((await at('nonsense')).code).toBe(2);
  });

  test('doctor says what is wrong', async () => {
    const fine = await tieout(['doctor', '--json']);
    expect(json(fine).findings.map((it: { what: string }) => it.what)).toEqual([
      'Node',
      'workspace',
      'data folder',
      'database',
    ]);
    const ill = await tieout(['doctor', '--json'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' });
    expect(ill.code).toBe(2);
    expect(json(ill).findings.at(-1)).toMatchObject({ what: 'database', ok: false });
  });

  test('help is a result, and every command has its own', async () => {
    const general = await runCli(['--help']);
    expect(general).toMatchObject({ code: 0, stderr: '' });
    for (const { name } of COMMANDS) expect(general.stdout).toContain(name.split(' ')[0]);
    const own = await runCli(['export', 'verify', '--help']);
    expect(own.code).toBe(0);
    for (const text of ['<dir>', '--json', '--workspace', '--data']) expect(own.stdout).toContain(text);
  });
});

describe('people, tokens and rights', () => {
  test('users come, get roles and links, and go', async () => {
    expect(await tieout(['user', 'add', 'Ann@Example.org', '--role', 'viewer'])).toMatchObject({ code: 0 });
    expect(await tieout(['user', 'add', 'ann@example.org'])).toMatchObject({ code: 2 });
    expect(await tieout(['user', 'grant', 'ann@example.org', 'preparer', '--entity', 'acme'])).toMatchObject({
      code: 0,
    });
    const link = await tieout(['user', 'link', 'ann@example.org']);
    expect(link.stdout).toMatch(/^http:\/\/localhost:4100\/sign-in\?link=[\w-]{43}\n$/);
    const { users } = json(await tieout(['user', 'list', '--json']));
    expect(users).toEqual([
      expect.objectContaining({
        email: 'ann@example.org',
        grants: [
          { entity: '*', role: 'viewer' },
          { entity: 'acme', role: 'preparer' },
        ],
      }),
    ]);
    expect(await tieout(['user', 'disable', 'ann@example.org'])).toMatchObject({ code: 0 });
    expect(await tieout(['user', 'link', 'ann@example.org'])).toMatchObject({ code: 2 });
  }, 180_000);

  test('with TIEOUT_TOKEN a command has just the rights of the token', async () => {
    const made = await tieout([
      'token',
      'create',
      'nightly',
      '--entity',
      'acme',
      '--scope',
      'source.pull',
      '--json',
    ]);
    expect(made.code, made.stderr).toBe(0);
    const TIEOUT_TOKEN = json(made).secret as string;
    expect((await tieout(['pull', 'shop'], { TIEOUT_TOKEN })).code).toBe(0);
    const denied = await tieout(['reconcile', '--json'], { TIEOUT_TOKEN });
    expect(denied.code).toBe(2);
    expect(json(denied).error).toMatchObject({ code: 'permission_denied', kind: 'denied' });
    expect(await tieout(['token', 'revoke', 'nightly'])).toMatchObject({ code: 0 });
    expect((await tieout(['pull', 'shop'], { TIEOUT_TOKEN })).code).toBe(2);
  }, 300_000);
});
