import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { ANCHORS, movedTables, PLAN, type Placement, placementOf, UNPLANNED } from '#db/distribution/plan.ts';
import { useDatabase } from '#test/support/database.ts';

const database = useDatabase();

async function rows<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return (await query.execute(database.connection.db)).rows;
}

/** Tables that are no partition of another. */
const tables = async () =>
  (
    await rows(sql<{ name: string }>`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`)
  ).map(({ name }) => name);

const kindOf = (table: string) => placementOf(table)?.kind;
const distributionColumn = (table: string) => {
  const placement = placementOf(table);
  return placement?.kind === 'distributed' ? placement.column : undefined;
};
const distributed = Object.entries(PLAN).filter(
  (entry): entry is [string, Extract<Placement, { kind: 'distributed' }>] => entry[1].kind === 'distributed',
);

describe('the plan', () => {
  test('names every table that the migrations make, and no other', async () => {
    const found = (await tables()).filter((name) => !UNPLANNED.has(name));
    expect(Object.keys(PLAN).sort()).toEqual(found);
  });

  test('has the anchor of a group in the group, and moves it before the others', () => {
    const order = movedTables();
    for (const [group, anchor] of Object.entries(ANCHORS)) {
      expect(placementOf(anchor)).toMatchObject({ kind: 'distributed', group });
      for (const [table, place] of distributed.filter(([, it]) => it.group === group)) {
        if (place.group === group && table !== anchor)
          expect(order.indexOf(table)).toBeGreaterThan(order.indexOf(anchor));
      }
    }
    expect(order).toHaveLength(Object.values(PLAN).filter(({ kind }) => kind !== 'local').length);
  });
});

describe('what Citus asks of a distributed table', () => {
  test('its distribution column is there, is the 64-bit hash and is never null', async () => {
    const columns = await rows(sql<{ key: string; type: string; required: boolean }>`
      select a.attrelid::regclass || '.' || a.attname as key, format_type(a.atttypid, -1) as type, a.attnotnull as required
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and a.attnum > 0`);
    for (const [table, { column }] of distributed) {
      const found = columns.find(({ key }) => key === `${table}.${column}`);
      expect(found, `${table}.${column}`).toMatchObject({ type: 'bigint', required: true });
    }
  });

  test('every unique index, of a partition too, contains the distribution column', async () => {
    const indexes = await rows(sql<{ table: string; name: string; columns: string[] }>`
      select coalesce(parent.relname, c.relname) as table, i.indexrelid::regclass::text as name,
        (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum = any (i.indkey)) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid
      left join pg_inherits h on h.inhrelid = c.oid left join pg_class parent on parent.oid = h.inhparent
      where (i.indisunique or i.indisexclusion) and c.relnamespace = 'public'::regnamespace`);
    const checked = indexes.filter(({ table }) => kindOf(table) === 'distributed');
    expect(checked.length).toBeGreaterThan(20);
    for (const { table, name, columns } of checked)
      expect(columns, name).toContain((placementOf(table) as { column: string }).column);
  });

  test('no foreign key leads from it or to it', async () => {
    const keys = await rows(sql<{ name: string; from: string; to: string }>`
      select conname as name, conrelid::regclass::text as from, confrelid::regclass::text as to
      from pg_constraint where contype = 'f' and conrelid <> 0`);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(({ from, to }) => [from, to].some((it) => kindOf(it) === 'distributed'))).toEqual([]);
  });

  test('no exclusion constraint, trigger, rule or row security is on it or on a reference table', async () => {
    const found = await rows(sql<{ table: string; what: string }>`
      select tgrelid::regclass::text as table, tgname as what from pg_trigger where not tgisinternal
      union all select ev_class::regclass::text, rulename from pg_rewrite where rulename <> '_RETURN'
      union all select conrelid::regclass::text, conname from pg_constraint where contype = 'x'
      union all select polrelid::regclass::text, polname from pg_policy`);
    expect(found.map(({ table }) => table)).toContain('audit_entries');
    expect(found.filter(({ table }) => (kindOf(table) ?? 'local') !== 'local')).toEqual([]);
  });

  test('no identity, sequence or other drawn default is on it; reference tables have plain sequences', async () => {
    const drawn = await rows(sql<{ table: string; column: string; identity: boolean; value: string | null }>`
      select coalesce(parent.relname, c.relname) as table, a.attname as column, a.attidentity <> '' as identity,
        pg_get_expr(d.adbin, d.adrelid) as value
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_inherits h on h.inhrelid = c.oid left join pg_class parent on parent.oid = h.inhparent
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
        and (a.attidentity <> '' or d.adbin is not null)`);
    for (const { table, column, identity, value } of drawn) {
      if (kindOf(table) === 'distributed') {
        expect(identity, `${table}.${column}`).toBe(false);
        expect(value, `${table}.${column}`).not.toMatch(/\w+\(/);
      }
      if (kindOf(table) === 'reference') expect(identity, `${table}.${column}`).toBe(false);
    }
    expect(drawn.filter(({ value }) => value?.startsWith('nextval')).map(({ table }) => table)).toContain(
      'runs',
    );
  });

  test('it is of one kind: no inheritance but partitions of one level, nothing unlogged, no generated key', async () => {
    const odd = await rows(sql<{ table: string }>`
      select c.relname as table from pg_class c
      left join pg_inherits h on h.inhrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and (c.relpersistence <> 'p' or (h.inhrelid is not null and not c.relispartition)
          or (c.relkind = 'p' and c.relispartition))`);
    expect(odd).toEqual([]);
    const generated = await rows(sql<{ table: string; column: string }>`
      select attrelid::regclass::text as table, attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and attgenerated <> ''`);
    // Citus computes a stored column on the shard; the column by which rows find their shard must be given.
    expect(generated.filter(({ table, column }) => distributionColumn(table) === column)).toEqual([]);
  });
});

test('numbers go on where they were and are still drawn by the column', async () => {
  const [{ id } = { id: 0 }] = await rows(
    sql<{ id: number }>`select nextval(pg_get_serial_sequence('streams', 'stream_id'))::int as id`,
  );
  await sql`insert into entities (entity, name, base_currency, zone) values ('acme', 'Acme', 'EUR', 'Europe/Berlin')`.execute(
    database.connection.db,
  );
  const [stream] = await rows(
    sql<{
      stream_id: number;
    }>`insert into streams (entity, source, dataset) values ('acme', 's', 'd') returning stream_id`,
  );
  expect(stream?.stream_id).toBe(id + 1);
  const [run] = await rows(
    sql<{ bits: string }>`select seqtypid::regtype::text as bits from pg_sequence
      where seqrelid = pg_get_serial_sequence('runs', 'run_id')::regclass`,
  );
  expect(run?.bits).toBe('bigint');
});
