import type pg from 'pg';
import { placementOf } from '#db/distribution/plan.ts';
import type { Catalog } from './analyse.ts';

/** The plan and the columns of the tables that the migrations made. */
export async function catalogOf(pool: pg.Pool): Promise<Catalog> {
  const { rows } = await pool.query<{ table: string; names: string[] }>(`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as names
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition group by 1`);
  const columns = new Map(rows.map(({ table, names }) => [table, names]));
  return {
    kindOf: (table) => placementOf(table)?.kind ?? 'local',
    columnsOf: (table) => {
      const names = columns.get(table);
      const place = placementOf(table);
      return names && { names, hash: place?.kind === 'distributed' ? place.column : undefined };
    },
  };
}
