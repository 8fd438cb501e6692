import { EVERY_ENTITY } from '#core/access/actor.ts';
import { movedTables, PLAN } from '#db/distribution/plan.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { clusterOf, leavesRowsBehind } from '#db/queries/cluster-state.ts';
import {
  alone,
  analyseMoved,
  clearRowsLeftBehind,
  countRows,
  dropForeignKeys,
  foreignKeysInTheWay,
  moveTable,
  spreadExtensions,
  tablesInPlace,
} from '#db/queries/distribute.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export interface DistributeInput {
  /** Says what would be done and does nothing. */
  dryRun?: boolean;
}

export interface DistributedTable {
  table: string;
  placement: 'distributed' | 'reference';
  /** Of a distributed table: what its shards go by. */
  column: string | null;
  action: 'moved' | 'in_place' | 'planned';
  /** Decimal text; null for a table that is in place already. */
  rows: string | null;
  seconds: number | null;
}

export interface Distribution {
  citus: string;
  workers: number;
  dryRun: boolean;
  /** `table.constraint` */
  foreignKeysDropped: string[];
  tables: DistributedTable[];
  /** Of which the coordinator's own copy was deleted. */
  cleared: string[];
  /** Tables that stay on the coordinator, and why. */
  local: { table: string; because: string }[];
}

/**
 * Distributes the tables of the database over a Citus cluster. Each step is a transaction of its own, audited in it, and is
 * left out where the database shows that it is done: after a crash, the next call goes on.
 * @throws CitusMissing, CitusTooOld, NotTheCoordinator, CoordinatorUnknown, DistributionDiffers, DistributionRunning, RowsNotMoved
 */
export const distributeDatabase = defineWorkflow<DistributeInput, Distribution>({
  name: 'distribute-database',
  permission: 'database.distribute',
  entityOf: () => EVERY_ENTITY,
  run: async (context, actor, { dryRun = false }) => {
    const { db } = context.connection;
    const cluster = await clusterOf(db);
    return alone(context.connection, async () => {
      const inPlace = await tablesInPlace(db);
      const keys = await foreignKeysInTheWay(db);
      const audited = auditedSteps(context, actor.id, cluster.version);
      if (!dryRun && keys.length > 0)
        await audited('database.foreign_keys_dropped', 'database', async (trx) => {
          await dropForeignKeys(trx, keys);
          return { foreign_keys: keys.map(({ from, name }) => `${from}.${name}`) };
        });
      if (!dryRun) await spreadExtensions(db);
      const tables: DistributedTable[] = [];
      for (const table of movedTables()) {
        context.signal?.throwIfAborted();
        context.progress({
          step: 'distributing',
          done: tables.length,
          of: movedTables().length,
          detail: table,
        });
        const isDone = inPlace.has(table);
        tables.push(
          isDone
            ? inPlaceOf(table)
            : dryRun
              ? await plannedOf(context, table)
              : await move(context, table, audited),
        );
      }
      return {
        ...{ citus: cluster.version, workers: cluster.workers, dryRun, tables },
        foreignKeysDropped: keys.map(({ from, name }) => `${from}.${name}`),
        cleared: dryRun ? [] : await clearAll(context),
        local: Object.entries(PLAN).flatMap(([table, place]) =>
          place.kind === 'local' ? [{ table, because: place.because }] : [],
        ),
      };
    });
  },
});

type Audited = <T extends Record<string, unknown>>(
  action: string,
  subject: string,
  step: (trx: Trx) => Promise<T>,
) => Promise<T>;

function auditedSteps(context: Context, actor: string, citus: string): Audited {
  const traceId = context.newTraceId();
  return (action, subject, step) =>
    inTransaction(context.connection, async (trx) => {
      const result = await step(trx);
      await appendAudit(trx, [
        { actor, entity: EVERY_ENTITY, action, subject, traceId, detail: { citus, ...result } },
      ]);
      return result;
    });
}

async function move(context: Context, table: string, audited: Audited): Promise<DistributedTable> {
  const began = performance.now();
  const { rows } = await audited('database.table_distributed', `table:${table}`, async (trx) => ({
    ...placeOf(table),
    rows: await moveTable(trx, table),
  }));
  if (rows !== '0') await analyseMoved(context.connection.db, table);
  const seconds = Math.round(performance.now() - began) / 1000;
  return { table, ...placeOf(table), action: 'moved', rows, seconds };
}

async function plannedOf(context: Context, table: string): Promise<DistributedTable> {
  const rows = await countRows(context.connection.db, table);
  return { table, ...placeOf(table), action: 'planned', rows, seconds: null };
}

const inPlaceOf = (table: string): DistributedTable => ({
  ...{ table, ...placeOf(table), action: 'in_place' as const },
  ...{ rows: null, seconds: null },
});

function placeOf(table: string): Pick<DistributedTable, 'placement' | 'column'> {
  const place = PLAN[table];
  return place?.kind === 'distributed'
    ? { placement: 'distributed', column: place.column }
    : { placement: 'reference', column: null };
}

/** Last, when no local table refers to any of them: nothing but hidden copies is deleted then. */
async function clearAll(context: Context): Promise<string[]> {
  const cleared: string[] = [];
  for (const table of movedTables()) {
    if (!(await leavesRowsBehind(context.connection.db, table))) continue;
    await inTransaction(context.connection, (trx) => clearRowsLeftBehind(trx, table));
    cleared.push(table);
  }
  return cleared;
}
