import type { Connection } from '#db/connection.ts';

/** Rows and content of every table, partitions within their table: two are equal when nothing at all was written. */
export type Everything = Record<string, string>;

export async function everything({ pool }: Connection): Promise<Everything> {
  const tables = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const parts = tables.rows.map(
    ({ name }) =>
      `select '${name}' as name, count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)), 0) as content from "${name}" t`,
  );
  const { rows } = await pool.query<{ name: string; rows: string; content: string }>(
    parts.join(' union all '),
  );
  return Object.fromEntries(rows.map((row) => [row.name, `${row.rows} rows, ${row.content}`]));
}

/** Names of the tables that differ. */
export function changedTables(before: Everything, after: Everything): string[] {
  return Object.keys({ ...before, ...after })
    .filter((name) => before[name] !== after[name])
    .sort();
}

/** Tables of streams that belong to no dataset: what a first load that failed may not leave behind. */
export async function looseTables({ pool }: Connection): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and not c.relispartition and c.relname ~ '_s[0-9]+$'`,
  );
  return rows.map(({ name }) => name);
}
