import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '#workflows/context.ts';
import { useDatabase } from '../support/database.ts';
import { type Action, act } from './campaign/act.ts';
import { bankFile, shopFile, writeWorkspace } from './campaign/books.ts';
import { violations } from './campaign/check.ts';
import { contextOf } from './campaign/context.ts';
import { Random } from './campaign/random.ts';

/**
 * The connection is cut before the n-th statement of an action, for every n there is. To the database that is what a
 * kill -9 is, at every moment that makes a difference to it.
 */
const folder = mkdtempSync(join(tmpdir(), 'tieout-statements-'));
const ROWS = 60;
const random = new Random(1);
let files = 0;

beforeAll(() => {
  writeWorkspace(join(folder, 'workspace'));
  mkdirSync(join(folder, 'delivered'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function deliver(source: 'shop' | 'bank'): Extract<Action, { do: 'ingest' }> {
  const number = files++;
  const file = join(folder, 'delivered', `${source}-${number}.csv`);
  writeFileSync(file, source === 'shop' ? shopFile(random, ROWS) : bankFile(random, ROWS, number));
  return { do: 'ingest', source, file };
}

/** Carries the action out with the connection cut before statement `deadly`. False when it was done before that. */
async function cutAt(deadly: number, context: Context, action: Action): Promise<boolean> {
  const send = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  let statements = 0;
  let isCut = false;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client & { connection: { stream: { destroy(): void } } }, ...args: unknown[]) {
      if (++statements === deadly) {
        isCut = true;
        this.connection.stream.destroy();
      }
      return send.apply(this, args);
    },
  });
  try {
    await act(context, action);
  } catch (error) {
    if (!isCut) throw error;
  } finally {
    Object.assign(pg.Client.prototype, { query: send });
  }
  return isCut;
}

async function isTaken({ connection }: Context, file: string): Promise<boolean> {
  const { rows } = await connection.pool.query(
    'select 1 from ingestions join raw_objects using (raw_id) where name = $1',
    [basename(file)],
  );
  return rows.length > 0;
}

describe('a first delivery', () => {
  const database = useDatabase();
  test('cut at every statement leaves nothing until it is there as a whole', async () => {
    const context = await contextOf(database.connection, folder, join(folder, 'first'));
    let cuts = 0;
    for (let deadly = 1; ; deadly++) {
      const action = deliver('shop');
      const isCut = await cutAt(deadly, context, action);
      expect(await violations(context), `cut before statement ${deadly}`).toEqual([]);
      if (isCut) cuts++;
      if (await isTaken(context, action.file)) break;
    }
    expect(cuts).toBeGreaterThan(20);
  });
});

describe('with books that hold something', () => {
  const database = useDatabase();
  let context: Context;
  beforeAll(async () => {
    context = await contextOf(database.connection, folder, join(folder, 'later'));
    await act(context, deliver('shop'));
    await act(context, deliver('bank'));
    await act(context, { do: 'reconcile' });
  });

  test.each<[string, () => Action]>([
    ['a full delivery', () => deliver('shop')],
    ['an incremental delivery', () => deliver('bank')],
    ['a run', () => ({ do: 'reconcile' })],
    ['an export', () => ({ do: 'export', export: 'exceptions' })],
    ['an export in two formats', () => ({ do: 'export', export: 'payments' })],
  ])('%s cut at every statement breaks nothing', async (_name, next) => {
    let cuts = 0;
    for (let deadly = 1; ; deadly++) {
      const isCut = await cutAt(deadly, context, next());
      expect(await violations(context), `cut before statement ${deadly}`).toEqual([]);
      if (!isCut) break;
      cuts++;
    }
    expect(cuts).toBeGreaterThan(10);
  });
});
