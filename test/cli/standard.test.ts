import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { type Run, runCli } from './run-cli.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-standard-cli-'));
const books = join(folder, 'books');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = (run: Run) => JSON.parse(run.stdout);

/** Runs a command on this file's database and the copy in `books`. */
function tieout(args: readonly string[]): Promise<Run> {
  const env = { DATABASE_URL: database.url, TIEOUT_DATA: join(folder, 'data') };
  return runCli(args, { cwd: books, env });
}

test('a standard reconciliation is listed, copied, run, and stated as the documentation shows it', async () => {
  const listed = json(await runCli(['standard', 'list', '--json']));
  expect(listed.standards.map((one: { name: string }) => one.name)).toContain('bank-to-ledger');
  expect((await runCli(['standard', 'copy', 'bank-to-ledger', books])).code).toBe(0);
  expect(existsSync(join(books, 'expected.yaml'))).toBe(true);
  for (const source of ['ledger', 'bank']) expect((await tieout(['pull', source])).code).toBe(0);

  const early = await tieout(['statement', 'bank-to-ledger', '--period', '2026-01', '--json']);
  expect([early.code, json(early).error.code]).toEqual([2, 'not_run_yet']);

  expect((await tieout(['reconcile', '--period', '2026-01'])).code).toBe(3);
  const shown = await tieout(['statement', 'bank-to-ledger', '--period', '2026-01']);
  expect(shown.code, shown.stderr).toBe(0);
  const documented = readFileSync(new URL('../../docs/standard-reconciliations.md', import.meta.url), 'utf8');
  const table = shown.stdout.slice(shown.stdout.indexOf('In EUR')).trim();
  expect(documented).toContain(table);
  expect(shown.stdout).toMatch(
    /^Bank account 1200 to bank statements, as of 2026-01-31 \(run \d+, complete\)/,
  );
}, 300_000);

test('a name that there is not, and a folder that holds something', async () => {
  const unknown = await runCli(['standard', 'copy', 'bank-ledger', join(folder, 'other'), '--json']);
  expect([unknown.code, json(unknown).error.code]).toEqual([2, 'unknown_name']);
  expect(existsSync(join(folder, 'other'))).toBe(false);
  const taken = await runCli(['standard', 'copy', 'receivables', books, '--json']);
  expect([taken.code, json(taken).error.code]).toEqual([2, 'folder_in_use']);
}, 120_000);
