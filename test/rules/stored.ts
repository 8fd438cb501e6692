import type { Connection } from '#db/connection.ts';

/** Count and content of every table and the state of every sequence: equal before and after means that nothing was stored. */
export async function everythingStored({ pool }: Connection): Promise<Record<string, string>> {
  const tables = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
     order by relname`,
  );
  const stored: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as content from ${name} t`,
    );
    stored[name] = rows[0].content;
  }
  const sequences = await pool.query(
    `select sequencename as name, coalesce(last_value::text, '') as at from pg_sequences where schemaname = 'public'`,
  );
  for (const { name, at } of sequences.rows) stored[`sequence ${name}`] = at;
  return stored;
}
