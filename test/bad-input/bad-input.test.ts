import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { BAD_INPUTS, SEEDS, type Taken } from './bad-input.ts';
import { runCommand } from './support/command.ts';
import { changedTables, everything, looseTables } from './support/everything.ts';
import { workspaceFiles } from './support/workspace.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-bad-input-'));
const CASES = BAD_INPUTS.map((input, index) => ({
  ...input,
  index,
  source: `s${index}`,
  fresh: `f${index}`,
}));
type Case = (typeof CASES)[number];

/** Each case has a workspace of its own: reading hundreds of contracts again and again would take most of the time. */
const run = (workspace: string, ...args: string[]) =>
  runCommand([...args, '--workspace', join(folder, workspace), '--data', join(folder, 'data')], {
    DATABASE_URL: database.url,
  });

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  for (const { source, fresh, template, contract: edit } of CASES) {
    const sources = [source, fresh].map((name) => ({ source: name, template, edit }));
    for (const [path, text] of Object.entries(workspaceFiles(sources))) write(`${source}/${path}`, text);
  }
  await run('s0', 'ingest', 'books', write('books.csv', SEEDS.csv));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['csv', 'ndjson', 'camt053', 'mt940'] as const)('%s', (template) => {
  test.each(CASES.filter((it) => it.template === template))('$name', async (input) => {
    const file = write(`${input.source}/delivered/bad`, input.bytes);
    const seed = write(`${input.source}/delivered/seed`, SEEDS[template]);
    expect((await run(input.source, 'ingest', input.source, seed)).code).toBe(0);
    await takes(input, input.source, file, true);
    // What is wrong with one field makes no difference to a first load: a sample of those.
    if ('rejected' in input.outcome || input.index % 5 === 0) await takes(input, input.fresh, file, false);
  });
});

/** Takes the file in, beside what the source holds or as the first that it ever brought. */
async function takes(input: Case, source: string, file: string, seeded: boolean): Promise<void> {
  const before = await everything(database.connection);
  const ran = await run(input.source, 'ingest', source, file);
  const changed = changedTables(before, await everything(database.connection));
  const rejected = 'rejected' in input.outcome;
  expect(ran.stderr, 'no stack trace').not.toMatch(/^ {4}at /m);
  if ('rejected' in input.outcome) {
    expect(ran).toMatchObject({
      code: 4,
      result: { deliveries: [], rejected: [{ problem: { file: 'bad' } }] },
    });
    const { problem } = ran.result.rejected[0];
    expect(problem.rule).toMatch(new RegExp(`^(${input.outcome.rejected})$`));
    expect(`${problem.detail} ${problem.hint ?? ''}`).toMatch(input.outcome.says);
    if (input.outcome.line !== undefined) expect(problem.line).toBe(input.outcome.line);
    expect(changed).toEqual(
      ['audit_entries', 'audit_head', 'raw_objects', 'rejected_deliveries'].filter((it) => it in before),
    );
  } else {
    await expectTaken(input.outcome, ran, source, seeded);
  }
  await expectNothingLoose();
  if (!seeded && !rejected) return;
  const incomplete = rejected || ran.code === 4;
  const reconciled = await run(input.source, 'reconcile', `${source}-to-books`);
  const [summary] = reconciled.result.runs;
  expect(summary.status).toBe(incomplete ? 'incomplete' : 'complete');
  if (incomplete) {
    expect(reconciled.code).toBe(4);
    expect(summary.reasons.map((it: { reason: string }) => it.reason)).toContain(
      rejected ? 'rejected_delivery' : 'snapshot_incomplete',
    );
  }
}

async function expectTaken(
  outcome: Taken,
  ran: Awaited<ReturnType<typeof run>>,
  source: string,
  seeded: boolean,
) {
  const { accepted, unchanged = 0, quarantined = [], records, unproven } = outcome;
  expect(ran.result.rejected).toEqual([]);
  const [{ files, snapshot }] = ran.result.deliveries;
  const counts = seeded
    ? { accepted, unchanged, quarantined: quarantined.length }
    : { accepted: accepted + unchanged, unchanged: 0, quarantined: quarantined.length };
  expect(files[0]).toMatchObject({ read: accepted + unchanged + quarantined.length, counts });
  expect(await quarantineOf(source)).toEqual(quarantined.map(([row, field, rule]) => [row, field, rule]));
  const values = quarantined.flatMap(([row, , , value]) => (value === undefined ? [] : [[row, value]]));
  expect(await quotedIn(source, values.length > 0)).toEqual(values);
  expect(await recordsOf(source)).toEqual(seeded ? records : withoutSeed(records));
  const reasons = [
    ...(quarantined.length > 0 ? [{ reason: 'quarantined_rows', count: quarantined.length }] : []),
    ...(unproven === undefined ? [] : [{ reason: 'statement_not_proven', difference: unproven }]),
  ];
  expect(snapshot.incompleteReasons).toMatchObject(reasons);
  expect(snapshot.incompleteReasons).toHaveLength(reasons.length);
  expect(ran.code).toBe(reasons.length > 0 ? 4 : 0);
}

/** The seed of the statement formats came in a file of its own; the full formats have it in every file. */
const STATEMENT_SEED = /^(S0|1\/1)-1\|/;
const withoutSeed = (records: readonly string[]) => records.filter((record) => !STATEMENT_SEED.test(record));

async function quarantineOf(source: string): Promise<unknown[]> {
  const { rows } = await database.connection.pool.query(
    `select row_number::int as row, coalesce(problems -> 0 ->> 'field', '') as field, problems -> 0 ->> 'rule' as rule
     from quarantine where source = $1 and state = 'open' order by row_number`,
    [source],
  );
  return rows.map(({ row, field, rule }) => [row, field, rule]);
}

async function quotedIn(source: string, asked: boolean): Promise<unknown[]> {
  if (!asked) return [];
  const { rows } = await database.connection.pool.query(
    `select row_number::int as row, problems -> 0 ->> 'value' as value
     from quarantine where source = $1 and state = 'open' order by row_number`,
    [source],
  );
  return rows.map(({ row, value }) => [row, value]);
}

async function recordsOf(source: string): Promise<string[]> {
  const { rows } = await database.connection.pool.query<{ record: string }>(
    `select concat_ws('|', replace(record_key, '|', '-'), amount, currency, value_date, coalesce(reference, '')) as record
     from payments join streams using (stream_id) where source = $1 and valid_to is null order by record_key`,
    [source],
  );
  return rows.map(({ record }) => record);
}

/** No table that belongs to nothing, no copy that was not finished. */
async function expectNothingLoose(): Promise<void> {
  expect(await looseTables(database.connection)).toEqual([]);
  expect(readdirSync(join(folder, 'data', 'raw')).filter((name) => name.startsWith('.'))).toEqual([]);
}
