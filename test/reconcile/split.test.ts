import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useDatabase } from '#test/support/database.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { emptyBooks, rulesOf, type TestRecord, takeSnapshot } from './books.ts';
import { deskOf, PREPARER } from './desk.ts';
import { contradicted } from './invariants.ts';
import { stored } from './results.ts';

const database = useDatabase();
const children: ChildProcess[] = [];
const LINES = 3_000;
const PARTS = 6;
const INPUT = { reconciliation: 'invoices-to-payments' };

const record = (index: number, over: Partial<TestRecord> = {}): TestRecord => ({
  ...{
    recordKey: String(index),
    reference: `R${index}`,
    counterparty: null,
    amount: String(index),
    currency: 'EUR',
  },
  ...{ date: '2026-01-10', ...over },
});
const books = () => ({
  left: Array.from({ length: LINES }, (_, index) => record(index)),
  // Every seventh is short, every eleventh is missing, every thirteenth comes in two.
  right: Array.from({ length: LINES }, (_, index) => record(index))
    .filter((_, index) => index % 11 !== 0)
    .map((own, index) => (index % 7 === 0 ? { ...own, amount: '0.5' } : own))
    .flatMap((own, index) =>
      index % 13 === 0 ? [own, { ...own, recordKey: `${own.recordKey}b`, amount: '1' }] : [own],
    ),
});

beforeEach(async () => {
  await emptyBooks(database.connection);
  await database.connection.pool.query('truncate jobs');
  for (const side of ['left', 'right'] as const) await takeSnapshot(database.connection, side, books()[side]);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const desk = () => deskOf(database.connection, [rulesOf()]);
const inOnePiece = () => reconcile(desk(), PREPARER, { ...INPUT, isWhole: true, parts: 1 });
const inParts = () => reconcile(desk(), PREPARER, { ...INPUT, isWhole: true, parts: PARTS });

function spawned(...args: string[]): ChildProcess {
  const file = fileURLToPath(new URL('./child-reconciler.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Waits until the database says so. */
async function until(query: string, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await database.connection.pool.query(`select (${query}) as holds`)).rows[0].holds) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for: ${query}`);
    await sleep(20);
  }
}

/** Holds one part, as a worker would that is at it, until the function it returns is called. */
async function holdPart(runId = '(select run_id from run_plans)'): Promise<() => Promise<void>> {
  const client = await database.connection.pool.connect();
  await client.query('begin');
  await client.query(`select from run_parts where run_id = ${runId} and part = ${PARTS - 1} for update`);
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

const one = async (query: string) => (await database.connection.pool.query(query)).rows[0];

test('a run that is killed between its parts shows nothing, and the next one goes on with it', async () => {
  const child = spawned('run', database.url, String(PARTS));
  await until(`exists (select from run_plans where state = 'open')`);
  const release = await holdPart();
  await until(`(select count(*) from run_parts where done_at is not null) >= ${PARTS - 1}`);
  await kill(child);
  await release();

  expect(await one('select count(*)::int as n from runs')).toEqual({ n: 0 });
  expect(await one('select last_run from tie_outs')).toEqual({ last_run: null });
  expect(await one('select count(*)::int as n from exceptions')).toEqual({ n: 0 });
  expect(await one('select count(*) > 0 as some from matches')).toEqual({ some: true });
  const before = await one('select run_id, min(done_at) as first from run_parts group by run_id');

  const resumed = await inParts();
  expect(resumed.runId).toBe(before.run_id);
  expect(await one('select min(done_at) as first from run_parts')).toEqual({ first: before.first });
  const rows = await stored(database.connection);
  expect(await contradicted(database.connection)).toEqual([]);

  const again = await inOnePiece();
  expect(again.resultHash).toBe(resumed.resultHash);
  expect(await stored(database.connection)).toEqual(rows);
  expect(again.moved).toEqual({ opened: 0, changed: 0, cleared: 0, reopened: 0 });
}, 120_000);

test('what a killed run left is put back when the books have moved on', async () => {
  const first = await inOnePiece();
  const changed = books().right.map((own, index) => (index < 5 ? { ...own, amount: '77' } : own));
  await takeSnapshot(database.connection, 'right', changed);
  const child = spawned('run', database.url, String(PARTS));
  await until(`exists (select from run_plans where state = 'open')`);
  const release = await holdPart();
  await until(`(select count(*) from run_parts where done_at is not null) >= ${PARTS - 1}`);
  await kill(child);
  await release();
  const dead = (await one('select run_id from run_plans')).run_id;
  // Whoever reads the last run reads what it found.
  const read = `select count(*)::int as n from matches where from_run <= ${first.runId} and (to_run is null or to_run > ${first.runId})`;
  expect(await one(read)).toEqual({ n: first.matchCount });

  await takeSnapshot(database.connection, 'right', books().right);
  const next = await inOnePiece();
  expect(next.resultHash).toBe(first.resultHash);
  expect(await one(`select count(*)::int as n from matches where ${dead} in (from_run, to_run)`)).toEqual({
    n: 0,
  });
  expect(await one('select state from run_plans')).toEqual({ state: 'undone' });
  expect(await contradicted(database.connection)).toEqual([]);
}, 120_000);

test('workers of other processes do parts, and killing one changes nothing', async () => {
  const helper = spawned('help', database.url);
  await until(
    `exists (select from pg_stat_activity where application_name = 'tieout-help' and datname = current_database())`,
  );
  const running = inParts();
  // Killed while it is at work, if the machine lets us see that; the result must be the same in any case.
  await until(
    `exists (select from run_parts where done_at is not null) or exists (select from jobs where state = 'running')`,
  );
  await kill(helper);
  const result = await running;
  expect(await one('select count(*)::int as n from run_parts where done_at is null')).toEqual({ n: 0 });
  expect(await contradicted(database.connection)).toEqual([]);
  expect((await inOnePiece()).resultHash).toBe(result.resultHash);
}, 120_000);
