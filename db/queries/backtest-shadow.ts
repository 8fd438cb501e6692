import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';
import type { CarriedFrom } from './reconcile-opening.ts';

/*
 * A backtest runs what a run runs, but on tables of its own: a temporary table of the same name and form stands before each
 * table that a run writes, and is gone with the transaction. Nothing can be stored, no run or ingest waits for it, and what it
 * finds is what a run would find, because it is the same statements.
 */

/** The reconciliation under test, and the runs of earlier ones whose open lines its rules carry forward. */
export interface ShadowOf {
  reconciliationId: number;
  carriedFrom: readonly CarriedFrom[];
}

/** Drawn numbers begin here, far from those of copied rows. */
const FIRST_NUMBER = 1_000_000_000;

/**
 * Puts fresh shadows before all tables that a run writes: empty, but for what a run reads of what others wrote. The tie-outs
 * of the reconciliation get the negative of their ids, so that nobody waits for the locks that a run takes by that id.
 */
export async function castShadows(trx: Trx, of: ShadowOf): Promise<void> {
  const tables = await tablesOfRuns(trx);
  for (const table of [...tables, ...(await tablesOfLines(trx))]) await drop(trx, table);
  const copied = rowsToCopy(of);
  // Under other names until all are made: what is copied is chosen by the real tables.
  for (const table of tables) await make(trx, table, copied[table]);
  for (const table of tables) await reveal(trx, table);
  await sql`update pg_temp.tie_outs set tie_out_id = - tie_out_id
    where reconciliation_id = ${sql.lit(of.reconciliationId)}`.execute(trx);
}

/** The same before the tables of lines: until then a backtest reads those that runs read. */
export async function castLineShadows(trx: Trx): Promise<void> {
  const tables = await tablesOfLines(trx);
  for (const table of tables) await drop(trx, table);
  for (const table of tables) await make(trx, table, undefined);
  for (const table of tables) await reveal(trx, table);
}

/** A table that a run may write has one of these columns, or keeps rule sets. */
const tablesOfRuns = (trx: Trx) =>
  tablesWhere(
    trx,
    sql`c.relname = 'definitions' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
      and a.attname in ('tie_out_id', 'run_id', 'reconciliation_id'))`,
  );

const tablesOfLines = (trx: Trx) =>
  tablesWhere(
    trx,
    sql`c.relname <> 'projections' and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
      and a.attname = 'projection_id')`,
  );

/** Real tables only, in the schema where ours are. */
async function tablesWhere(trx: Trx, condition: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and c.relnamespace = (select relnamespace from pg_class where oid = 'audit_entries'::regclass) and (${condition})
    order by c.relname`.execute(trx);
  return rows.map(({ name }) => name);
}

function rowsToCopy({ reconciliationId, carriedFrom }: ShadowOf): Record<string, RawBuilder<unknown>> {
  const own = sql`reconciliation_id = ${sql.lit(reconciliationId)}`;
  const some = (ids: readonly (string | number)[]) =>
    sql`(${sql.join([-1, ...ids].map((id) => sql.lit(id)))})`;
  return {
    ...{ reconciliations: own, tie_outs: own, projections: own },
    ...{ manual_matches: own, manual_match_lines: own, suggestion_dismissals: own },
    runs: sql`run_id in ${some(carriedFrom.map(({ runId }) => runId))}`,
    open_lines: sql`tie_out_id in ${some(carriedFrom.map(({ tieOutId }) => tieOutId))}`,
  };
}

async function drop(trx: Trx, table: string): Promise<void> {
  await sql`drop table if exists ${sql.table(`pg_temp.${table}`)}`.execute(trx);
}

async function make(trx: Trx, table: string, rows: RawBuilder<unknown> | undefined): Promise<void> {
  const shadow = sql.table(`pg_temp.shadow_${table}`);
  await sql`create temporary table ${sql.table(`shadow_${table}`)} (like ${sql.table(table)} including all)
    on commit drop`.execute(trx);
  if (rows) {
    await sql`insert into ${shadow} overriding system value select * from ${sql.table(table)} where ${rows}`.execute(
      trx,
    );
  }
  for (const column of await numberedColumns(trx, table)) await number(trx, table, column);
}

interface NumberedColumn {
  name: string;
  isIdentity: boolean;
}

async function numberedColumns(trx: Trx, table: string): Promise<NumberedColumn[]> {
  const { rows } = await sql<NumberedColumn>`
    select a.attname as name, a.attidentity <> '' as "isIdentity" from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = ${`pg_temp.shadow_${table}`}::regclass and a.attnum > 0 and not a.attisdropped
      and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')`.execute(trx);
  return rows;
}

/** Numbers are drawn from a sequence of the shadow's own: those of the real table stay where they are. */
async function number(trx: Trx, table: string, { name, isIdentity }: NumberedColumn): Promise<void> {
  const [shadow, column] = [sql.table(`pg_temp.shadow_${table}`), sql.ref(name)];
  if (isIdentity) {
    await sql`alter table ${shadow} alter column ${column} restart with ${sql.lit(FIRST_NUMBER)}`.execute(
      trx,
    );
    return;
  }
  const sequence = `shadow_${table}_${name}`;
  await sql`create temporary sequence ${sql.table(sequence)} start with ${sql.lit(FIRST_NUMBER)}
    owned by ${shadow}.${column}`.execute(trx);
  await sql`alter table ${shadow} alter column ${column}
    set default nextval(${sql.lit(`pg_temp.${sequence}`)})`.execute(trx);
}

async function reveal(trx: Trx, table: string): Promise<void> {
  await sql`alter table ${sql.table(`pg_temp.shadow_${table}`)} rename to ${sql.table(table)}`.execute(trx);
}
