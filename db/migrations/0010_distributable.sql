-- Numbers that are drawn for tables which a cluster may hold on every node: from a plain sequence instead of an identity, which
-- Citus refuses for int columns. Each goes on where it was; pg_get_serial_sequence still finds it.
do $$
declare
  numbered record;
  drawn bigint;
  called boolean;
  sequence_name text;
begin
  for numbered in
    select * from (values
      ('streams', 'stream_id', 'int'), ('reconciliations', 'reconciliation_id', 'int'), ('tie_outs', 'tie_out_id', 'int'),
      ('projections', 'projection_id', 'int'), ('raw_objects', 'raw_id', 'bigint'), ('ingestions', 'ingestion_id', 'bigint'),
      ('rejected_deliveries', 'rejection_id', 'bigint'), ('runs', 'run_id', 'bigint')
    ) as t (table_name, column_name, type)
  loop
    sequence_name := pg_get_serial_sequence(numbered.table_name, numbered.column_name);
    execute format('select last_value, is_called from %s', sequence_name) into drawn, called;
    execute format('alter table %I alter column %I drop identity', numbered.table_name, numbered.column_name);
    execute format('create sequence %s as %s owned by %I.%I', sequence_name, numbered.type, numbered.table_name, numbered.column_name);
    perform setval(sequence_name::regclass, drawn, called);
    execute format('alter table %I alter column %I set default nextval(%L)', numbered.table_name, numbered.column_name, sequence_name);
  end loop;
end $$;
