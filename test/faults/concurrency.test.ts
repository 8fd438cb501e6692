import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '#db/connection.ts';
import type { Context } from '#workflows/context.ts';
import { ingest } from '#workflows/ingest.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { runCli } from '../cli/run-cli.ts';
import { useDatabase } from '../support/database.ts';
import { act } from './campaign/act.ts';
import { bankFile, shopFile, writeWorkspace } from './campaign/books.ts';
import { violations } from './campaign/check.ts';
import { contextOf, EVERYBODY } from './campaign/context.ts';
import { Random } from './campaign/random.ts';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-concurrency-'));
const ROWS = 2_000;
let context: Context;

beforeAll(async () => {
  writeWorkspace(join(folder, 'workspace'));
  mkdirSync(join(folder, 'delivered'));
  context = await contextOf(database.connection, folder, join(folder, 'data'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = new Random(20_260_131);
let files = 0;
function deliver(source: 'shop' | 'bank'): string {
  const number = files++;
  const path = join(folder, 'delivered', `${source}-${number}.csv`);
  writeFileSync(path, source === 'shop' ? shopFile(random, ROWS) : bankFile(random, ROWS, number));
  return path;
}
const take = (source: 'shop' | 'bank', file: string) => act(context, { do: 'ingest', source, file });
const run = () => reconcile(context, EVERYBODY, { reconciliation: 'shop-to-bank' });
const snapshotOf = (result: Record<string, unknown>) => Number(result.snapshot);

test('first deliveries of one source at once: one makes the stream, the others come after it', async () => {
  const taken = await Promise.all(
    [deliver('shop'), deliver('shop'), deliver('shop')].map((file) => take('shop', file)),
  );
  expect(taken.map(snapshotOf).sort()).toEqual([1, 2, 3]);
  expect(await violations(context)).toEqual([]);
});

test('first deliveries of several sources at once do not wait for each other for ever', async () => {
  await Promise.all([
    take('bank', deliver('bank')),
    take('shop', deliver('shop')),
    run(),
    take('bank', deliver('bank')),
  ]);
  expect(await violations(context)).toEqual([]);
});

test('the same file twice at once counts once', async () => {
  const file = deliver('bank');
  const taken = await Promise.all([take('bank', file), take('bank', file)]);
  expect(taken.filter(({ snapshot }) => snapshot !== null)).toHaveLength(1);
  expect(await violations(context)).toEqual([]);
});

test('runs of one reconciliation at once give the same result, beside deliveries that change its sides', async () => {
  const work = [run(), take('shop', deliver('shop')), run(), take('bank', deliver('bank')), run()];
  await Promise.all(work);
  expect(await violations(context)).toEqual([]);
  const [one, two] = await Promise.all([run(), run()]);
  expect(one.resultHash).toBe(two.resultHash);
  expect(one.snapshots).toEqual(two.snapshots);
  expect(await violations(context)).toEqual([]);
});

test('a run reads whole snapshots while deliveries of its sources come in', async () => {
  let over = false;
  const deliveries = (async () => {
    for (let n = 0; n < 6; n++)
      await take(n % 2 === 0 ? 'shop' : 'bank', deliver(n % 2 === 0 ? 'shop' : 'bank'));
    over = true;
  })();
  let runs = 0;
  while (!over) {
    await run();
    runs++;
  }
  await deliveries;
  expect(runs).toBeGreaterThan(1);
  expect(await violations(context)).toEqual([]);
});

test('while a delivery is open, deliveries and runs of other sources of the entity, and commands, go on', async () => {
  // Holds the stream of the shop, as a delivery of millions of rows does for minutes.
  const other = connect(database.url, { max: 1 });
  const blocker = await other.pool.connect();
  await blocker.query('begin');
  await blocker.query(`select 1 from streams where source = 'shop' for update`);
  await blocker.query(`select 1 from entities where entity = 'acme' for key share`);
  try {
    const waiting = take('shop', deliver('shop'));
    await sleep(300); // it has begun its transaction, and waits for the stream
    await take('bank', deliver('bank'));
    const places = ['--workspace', join(folder, 'workspace'), '--data', join(folder, 'data')];
    const { code } = await runCli(['quarantine', '--json', ...places], {
      env: { DATABASE_URL: database.url },
    });
    expect(code).toBe(0);
    await blocker.query('rollback');
    await waiting;
  } finally {
    blocker.release();
    await other.close();
  }
  expect(await violations(context)).toEqual([]);
});

test('a delivery that is stopped midway leaves nothing', async () => {
  const before = await database.connection.pool.query('select count(*)::int as n from ingestions');
  const stopping = new AbortController();
  const stopped: Context = {
    ...context,
    signal: stopping.signal,
    progress: ({ step }) => step === 'read' && stopping.abort(),
  };
  await expect(ingest(stopped, EVERYBODY, { source: 'shop', files: [deliver('shop')] })).rejects.toThrow(
    /abort/i,
  );
  const after = await database.connection.pool.query('select count(*)::int as n from ingestions');
  expect(after.rows).toEqual(before.rows);
  expect(await violations(context)).toEqual([]);
});
