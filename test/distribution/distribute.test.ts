import { afterEach, describe, expect, test } from 'vitest';
import { type Connection, connect } from '#db/connection.ts';
import { movedTables, PLAN } from '#db/distribution/plan.ts';
import { useDatabase } from '#test/support/database.ts';
import { actorWith } from '#test/support/workflow.ts';
import type { Context } from '#workflows/context.ts';
import { distributeDatabase } from '#workflows/distribute-database.ts';
import { keyPass, rulesOf } from '../reconcile/books.ts';
import { deskOf } from '../reconcile/desk.ts';
import { runRules } from './hot-paths.ts';
import { callsOf, standInForCitus } from './stand-in.ts';

const admin = actorWith('admin');
const distributed = Object.entries(PLAN).flatMap(([table, place]) =>
  place.kind === 'distributed' ? [{ table, ...place }] : [],
);

function contextOf(connection: Connection): Context {
  return deskOf(connection, [rulesOf()]);
}

const auditOf = async ({ connection }: Context) =>
  (
    await connection.pool.query(
      `select action, subject, detail::jsonb from audit_entries where action like 'database.%' order by seq`,
    )
  ).rows;

describe('a database that is not one of a cluster', () => {
  const database = useDatabase();

  test('is refused, with what to do, and left as it is', async () => {
    const context = contextOf(database.connection);
    await expect(distributeDatabase(context, admin, {})).rejects.toMatchObject({
      name: 'CitusMissing',
      kind: 'configuration',
      reason: 'not_available',
      hint: expect.stringContaining('DATABASE_URL'),
    });
    expect(await auditOf(context)).toEqual([]);
  });
});

describe.each([
  ['CitusTooOld', { version: 'Citus 11.3.0 on x86_64-pc-linux-gnu' }],
  ['NotTheCoordinator', { group: 1 }],
  ['CoordinatorUnknown', { nodes: [1, 2] }],
] as const)('%s', (name, options) => {
  const database = useDatabase();

  test('is refused before anything is done', async () => {
    await standInForCitus(database.connection.pool, {
      ...options,
      nodes: 'nodes' in options ? [...options.nodes] : [0, 1],
    });
    await expect(distributeDatabase(contextOf(database.connection), admin, {})).rejects.toMatchObject({
      name,
    });
    expect(await callsOf(database.connection.pool)).toEqual([]);
  });
});

describe('over a stand-in for a cluster', () => {
  const database = useDatabase();
  const others: Connection[] = [];
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });

  const rows = async (table: string) => {
    const { rows: found } = await database.connection.pool.query(
      `select to_jsonb(t)::text as row from ${table} t order by 1`,
    );
    return found.map(({ row }) => row);
  };

  test('a dry run names every table with its rows and does nothing', async () => {
    const { connection } = database;
    await runRules(connection, connection, [
      rulesOf(),
      rulesOf({ reconciliation: 'again', passes: [keyPass(), keyPass({ name: 'b' })] }),
    ]);
    await standInForCitus(connection.pool);
    const context = contextOf(connection);
    const planned = await distributeDatabase(context, admin, { dryRun: true });
    expect(planned).toMatchObject({ citus: 'Citus 13.0.3', workers: 2, dryRun: true, cleared: [] });
    expect(planned.tables.map(({ table }) => table)).toEqual(movedTables());
    expect(planned.tables.every(({ action }) => action === 'planned')).toBe(true);
    expect(Number(planned.tables.find(({ table }) => table === 'recon_lines')?.rows)).toBeGreaterThan(10);
    expect(planned.foreignKeysDropped).toContain('streams.streams_entity_fkey');
    expect(await callsOf(connection.pool)).toEqual([]);
    expect(await auditOf(context)).toEqual([]);
  });

  test('a crash in the middle leaves whole tables; the next call does the rest', async () => {
    const { connection } = database;
    const context = contextOf(connection);
    const before = new Map<string, string[]>();
    for (const table of movedTables()) before.set(table, await rows(table));
    const stop = new AbortController();
    const third = movedTables()[2];
    const stopping = {
      ...context,
      signal: stop.signal,
      progress: ({ detail }: { detail?: string }) => void (detail === third && stop.abort()),
    };
    await expect(distributeDatabase(stopping, admin, {})).rejects.toMatchObject({ name: 'AbortError' });
    expect(await callsOf(connection.pool)).toHaveLength(3);
    const done = await distributeDatabase(context, admin, {});
    expect(done.tables.filter(({ action }) => action === 'in_place').map(({ table }) => table)).toEqual(
      movedTables().slice(0, 3),
    );
    expect(done.tables.filter(({ action }) => action === 'moved').map(({ table }) => table)).toEqual(
      movedTables().slice(3),
    );
    expect(done.local.map(({ table }) => table)).toContain('audit_entries');
    for (const [table, had] of before) {
      expect(await rows(`shards."${table}"`), table).toEqual(had);
      expect(await rows(table), table).toEqual([]);
      const told = done.tables.find((one) => one.table === table);
      if (told?.action === 'moved') expect(told.rows).toBe(String(had.length));
    }
    expect(before.get('recon_lines')?.length).toBeGreaterThan(10);
    expect(done.cleared).toEqual(movedTables().filter((table) => before.get(table)?.length));
  });

  test('each table was moved once, by its column, beside the anchor of its group', async () => {
    const moves = (await callsOf(database.connection.pool)).filter((call) => !call.startsWith('cleared'));
    expect(moves).toHaveLength(movedTables().length);
    for (const { table, column, group } of distributed) {
      const anchor = group === 'lines' ? 'recon_lines' : 'ledger_entries';
      expect(moves).toContain(`distributed ${table} by ${column} with ${table === anchor ? 'none' : anchor}`);
    }
  });

  test('a further call finds everything in place', async () => {
    const { connection } = database;
    const calls = await callsOf(connection.pool);
    const again = await distributeDatabase(contextOf(connection), admin, {});
    expect(again.tables.every(({ action }) => action === 'in_place')).toBe(true);
    expect(again).toMatchObject({ foreignKeysDropped: [], cleared: [] });
    expect(await callsOf(connection.pool)).toEqual(calls);
  });

  test('every step is in the audit log, with its rows', async () => {
    const entries = await auditOf(contextOf(database.connection));
    expect(entries[0]).toMatchObject({ action: 'database.foreign_keys_dropped', subject: 'database' });
    expect(entries.slice(1).map(({ subject }) => subject)).toEqual(
      movedTables().map((table) => `table:${table}`),
    );
    expect(entries.find(({ subject }) => subject === 'table:recon_lines').detail).toMatchObject({
      placement: 'distributed',
      column: 'key_hash',
      citus: 'Citus 13.0.3',
      rows: expect.stringMatching(/^\d+$/),
    });
  });

  test('a table that lies in another way is named, and nothing is done', async () => {
    const { connection } = database;
    await connection.pool.query(
      `update pg_dist_partition set partkey = 'version' where logicalrelid = 'payments'::regclass`,
    );
    await expect(distributeDatabase(contextOf(connection), admin, {})).rejects.toMatchObject({
      name: 'DistributionDiffers',
      table: 'payments',
      found: 'distributed by version',
      hint: expect.stringContaining("undistribute_table('payments')"),
    });
    await connection.pool.query(
      `update pg_dist_partition set partkey = 'record_hash', colocationid = 999 where logicalrelid = 'payments'::regclass`,
    );
    await expect(distributeDatabase(contextOf(connection), admin, {})).rejects.toMatchObject({
      found: 'in another group',
    });
  });

  test('while one distributes, another is told to wait', async () => {
    const other = connect(database.url, { max: 1 });
    others.push(other);
    await other.pool.query(`select pg_advisory_lock(hashtextextended('tieout:distribute', 0))`);
    await expect(distributeDatabase(contextOf(database.connection), admin, {})).rejects.toMatchObject({
      name: 'DistributionRunning',
    });
  });

  test('whoever may not is refused', async () => {
    await expect(
      distributeDatabase(contextOf(database.connection), actorWith('controller'), {}),
    ).rejects.toMatchObject({
      name: 'PermissionDenied',
    });
  });
});

describe('a move that loses rows', () => {
  const database = useDatabase();

  test('is undone and told', async () => {
    const { connection } = database;
    await standInForCitus(connection.pool);
    await connection.pool.query(`insert into entities values ('acme', 'Acme', 'EUR', 'Europe/Berlin')`);
    await connection.pool.query(`
      create or replace function create_reference_table(table_name regclass) returns void language plpgsql as $$
      begin execute format('truncate %s', table_name); end $$`);
    await expect(distributeDatabase(contextOf(connection), admin, {})).rejects.toMatchObject({
      name: 'RowsNotMoved',
      table: 'entities',
      before: '1',
      after: '0',
    });
    expect((await connection.pool.query('select * from entities')).rows).toHaveLength(1);
  });
});
