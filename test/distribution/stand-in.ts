import type pg from 'pg';

/**
 * Stands in for a cluster where there is none: the catalogs and functions of Citus 13 that `tieout db distribute` uses, under
 * their names and with their parameters, in a plain database. Moving a table copies its rows to a schema `shards`, as a cluster
 * would; the copy left behind is deleted when asked to. Every call is written down in `calls`. What the real thing refuses of a
 * table is refused here too, as far as the catalogs show it. Whether the real thing runs the statements it cannot tell.
 */
export async function standInForCitus(
  pool: pg.Pool,
  options: { version?: string; group?: number; nodes?: number[] } = {},
): Promise<void> {
  const {
    version = 'Citus 13.0.3 on x86_64-pc-linux-gnu, compiled by gcc',
    group = 0,
    nodes = [0, 1, 2],
  } = options;
  await pool.query(`
    create schema shards;
    create table calls (at bigint generated always as identity, call text);
    create table pg_dist_partition (logicalrelid regclass primary key, partmethod "char", partkey text, colocationid int, repmodel "char");
    create table pg_dist_local_group (groupid int);
    create table pg_dist_node (nodeid int, groupid int, isactive boolean);
    insert into pg_dist_local_group values (${group});
    insert into pg_dist_node select row_number() over (), g, true from unnest('{${nodes.join(',')}}'::int[]) g;
    create sequence colocations;
    create type distribution_type as enum ('hash', 'range', 'append');
    create function citus_version() returns text language sql as $$ select '${version}' $$;
    create function column_to_column_name(regclass, text) returns text strict language sql as $$ select $2 $$;
    create function refuse_unfit(t regclass, distribution_column text) returns void language plpgsql as $$
    begin
      if exists (select from pg_dist_partition where logicalrelid = t) then raise exception 'table "%" is already distributed', t; end if;
      if exists (select from pg_trigger where tgrelid = t and not tgisinternal) then raise exception 'triggers are not supported'; end if;
      if exists (select from pg_constraint where contype = 'f' and (conrelid = t or confrelid = t)) then
        raise exception 'cannot create foreign key constraint'; end if;
      if exists (select from pg_attribute where attrelid = t and attidentity <> '') then
        raise exception 'cannot complete operation on a table with identity column'; end if;
      if distribution_column is not null and exists (
        select from pg_index i where i.indrelid = t and i.indisunique and not (
          select attnum from pg_attribute where attrelid = t and attname = distribution_column) = any (i.indkey)) then
        raise exception 'cannot create constraint on "%"', t; end if;
    end $$;
    create function create_distributed_table(table_name regclass, distribution_column text,
      distribution_type distribution_type default 'hash', colocate_with text default 'default', shard_count int default null)
    returns void language plpgsql as $$
    begin
      perform refuse_unfit(table_name, distribution_column);
      insert into calls (call) values (format('distributed %s by %s with %s', table_name, distribution_column, colocate_with));
      insert into pg_dist_partition values (table_name, 'h', distribution_column, case when colocate_with = 'none' then nextval('colocations')
        else (select colocationid from pg_dist_partition where logicalrelid = colocate_with::regclass) end, 's');
      execute format('create table shards.%I as table %I', table_name::text, table_name::text);
    end $$;
    create function create_reference_table(table_name regclass) returns void language plpgsql as $$
    begin
      perform refuse_unfit(table_name, null);
      insert into calls (call) values (format('reference %s', table_name));
      insert into pg_dist_partition values (table_name, 'n', null, 0, 't');
      execute format('create table shards.%I as table %I', table_name::text, table_name::text);
    end $$;
    create function truncate_local_data_after_distributing_table(table_name regclass) returns void language plpgsql as $$
    begin
      insert into calls (call) values (format('cleared %s', table_name));
      execute format('truncate %s', table_name);
    end $$;`);
}

export async function callsOf(pool: pg.Pool): Promise<string[]> {
  return (await pool.query<{ call: string }>('select call from calls order by at')).rows.map(
    ({ call }) => call,
  );
}
