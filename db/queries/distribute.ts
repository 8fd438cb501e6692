import { sql } from 'kysely';
import type { Connection, Db } from '../connection.ts';
import { DistributionDiffers, DistributionRunning, RowsNotMoved } from '../distribution/failures.ts';
import { ANCHORS, type Placement, placementOf } from '../distribution/plan.ts';
import type { Trx } from '../transaction.ts';
import { heldTables } from './cluster-state.ts';

/** One at a time, for as long as `work` takes; the lock ends with its session. @throws DistributionRunning */
export async function alone<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const client = await connection.pool.connect();
  try {
    const { rows } = await client.query(
      `select pg_try_advisory_lock(hashtextextended('tieout:distribute', 0)) as won`,
    );
    if (!rows[0].won) throw new DistributionRunning();
    return await work();
  } finally {
    client.release(true);
  }
}

export interface ForeignKey {
  name: string;
  from: string;
  to: string;
}

/** Foreign keys from or to tables that leave the coordinator. Which rows belong together is kept by what writes them. */
export async function foreignKeysInTheWay(db: Db): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select k.conname as name, f.relname as from, t.relname as to
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.conparentid = 0 and f.relnamespace = current_schema()::regnamespace
    order by f.relname, k.conname`.execute(db);
  const leaves = (table: string) => (placementOf(table)?.kind ?? 'local') !== 'local';
  return rows.filter(({ from, to }) => leaves(from) || leaves(to));
}

export async function dropForeignKeys(trx: Trx, keys: readonly ForeignKey[]): Promise<void> {
  for (const { name, from } of keys) {
    await sql`alter table ${sql.table(from)} drop constraint ${sql.ref(name)}`.execute(trx);
  }
}

/** Indexes of what is distributed use it on every node. With Citus in the database, this creates it on the workers too. */
export async function spreadExtensions(db: Db): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db);
}

/**
 * Moves a table with its rows to where it is planned. Writers wait until the transaction ends, readers see it move.
 * @returns its rows, decimal text
 * @throws RowsNotMoved
 */
export async function moveTable(trx: Trx, table: string): Promise<string> {
  await sql`lock table ${sql.table(table)} in exclusive mode`.execute(trx);
  const before = await countRows(trx, table);
  await moveStatement(table).execute(trx);
  const after = await countRows(trx, table);
  if (before !== after) throw new RowsNotMoved(table, before, after);
  return after;
}

/** The statement that moves a table; also what a dry run shows. */
export function moveStatement(table: string) {
  const place = placementOf(table) as Placement;
  const name = sql.lit(table);
  if (place.kind !== 'distributed') return sql`select create_reference_table(${name}::regclass)`;
  const anchor = ANCHORS[place.group];
  return sql`select create_distributed_table(${name}::regclass, ${sql.lit(place.column)},
    colocate_with => ${sql.lit(anchor === table ? 'none' : anchor)})`;
}

/** The copy that the coordinator keeps, unseen, of a table that was moved. No foreign key leads to it any more. */
export async function clearRowsLeftBehind(trx: Trx, table: string): Promise<void> {
  await sql`select truncate_local_data_after_distributing_table(${sql.lit(table)}::regclass)`.execute(trx);
}

/** Its shards have no statistics yet. */
export async function analyseMoved(db: Db, table: string): Promise<void> {
  await sql`analyze ${sql.table(table)}`.execute(db);
}

export async function countRows(db: Db | Trx, table: string): Promise<string> {
  const { rows } = await sql<{
    count: string;
  }>`select count(*)::text as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? '0';
}

/**
 * The tables that lie as planned already.
 * @throws DistributionDiffers for one that lies in a third way, or away from its group
 */
export async function tablesInPlace(db: Db): Promise<Set<string>> {
  const held = await heldTables(db);
  const inPlace = new Set<string>();
  for (const [table, found] of held) {
    const planned = placementOf(table);
    if (!planned || found.kind === 'local') continue;
    if (describe(planned) !== describe(found))
      throw new DistributionDiffers(table, describe(found), describe(planned));
    if (planned.kind === 'distributed' && found.kind === 'distributed') {
      const anchor = held.get(ANCHORS[planned.group]);
      if (anchor?.kind === 'distributed' && anchor.colocation !== found.colocation)
        throw new DistributionDiffers(table, 'in another group', `beside ${ANCHORS[planned.group]}`);
    }
    inPlace.add(table);
  }
  return inPlace;
}

function describe(place: { kind: string; column?: string }): string {
  if (place.kind === 'distributed') return `distributed by ${place.column}`;
  return place.kind === 'reference' ? 'a reference table' : 'local';
}
