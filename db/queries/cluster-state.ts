import { sql } from 'kysely';
import type { Db } from '../connection.ts';
import {
  CitusMissing,
  CitusTooOld,
  CoordinatorUnknown,
  NotTheCoordinator,
} from '../distribution/failures.ts';

const OLDEST_CITUS = 12;

export interface Cluster {
  /** As it tells it: `Citus 13.0.3 on x86_64-pc-linux-gnu, ...`, up to the first comma or ` on `. */
  version: string;
  workers: number;
}

/** The cluster behind a connection. @throws CitusMissing, CitusTooOld, NotTheCoordinator, CoordinatorUnknown */
export async function clusterOf(db: Db): Promise<Cluster> {
  const { rows } = await sql<{ created: boolean; available: boolean }>`
    select to_regprocedure('citus_version()') is not null as created,
      exists (select from pg_available_extensions where name = 'citus') as available`.execute(db);
  if (!rows[0]?.created) throw new CitusMissing(rows[0]?.available ? 'not_created' : 'not_available');
  const [told] = (await sql<{ version: string }>`select citus_version() as version`.execute(db)).rows;
  const version = (told?.version ?? '').split(/,| on /)[0] ?? '';
  if (Number(/(\d+)/.exec(version)?.[1] ?? 0) < OLDEST_CITUS) throw new CitusTooOld(version);
  const { rows: nodes } = await sql<{ own: number; coordinators: number; workers: number }>`
    select (select groupid from pg_dist_local_group) as own,
      count(*) filter (where groupid = 0)::int as coordinators, count(*) filter (where groupid <> 0)::int as workers
    from pg_dist_node`.execute(db);
  const { own, coordinators, workers } = nodes[0] as { own: number; coordinators: number; workers: number };
  if (own !== 0) throw new NotTheCoordinator();
  // A cluster of one node gets its coordinator with its first table.
  if (workers > 0 && coordinators === 0) throw new CoordinatorUnknown();
  return { version, workers };
}

/** How a table lies now. */
export type Held =
  | { kind: 'distributed'; column: string; colocation: number }
  | { kind: 'reference' }
  | { kind: 'local' };

/** Every table that the cluster knows, by name; one that is missing is local. */
export async function heldTables(db: Db): Promise<Map<string, Held>> {
  const { rows } = await sql<{
    table: string;
    method: string;
    model: string;
    column: string;
    colocation: number;
  }>`
    select c.relname as table, p.partmethod::text as method, p.repmodel::text as model, p.colocationid::int as colocation,
      column_to_column_name(p.logicalrelid, p.partkey) as column
    from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
    where c.relnamespace = current_schema()::regnamespace`.execute(db);
  return new Map(
    rows.map(({ table, method, model, column, colocation }): [string, Held] => {
      if (method === 'h') return [table, { kind: 'distributed', column, colocation }];
      // `t`: written in two phases on every node, which only reference tables are.
      return [table, method === 'n' && model === 't' ? { kind: 'reference' } : { kind: 'local' }];
    }),
  );
}

/** Whether the coordinator still holds rows of its own of a table that was moved: hidden, but on its disk. */
export async function leavesRowsBehind(db: Db, table: string): Promise<boolean> {
  const { rows } = await sql<{ bytes: string }>`
    select coalesce(sum(pg_relation_size(oid)), 0)::text as bytes from (
      select ${table}::regclass as oid union select inhrelid from pg_inherits where inhparent = ${table}::regclass
    ) parts`.execute(db);
  return rows[0]?.bytes !== '0';
}
