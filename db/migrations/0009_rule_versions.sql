-- The rule sets of a reconciliation as they were activated, counted from 1. Which one holds for a tie-out follows from
-- effective_from (null: from the beginning) and the number: of those that have begun by then, the highest.
create table rule_versions (
  entity text not null references entities,
  name text not null,
  number int not null,
  hash text not null,
  body jsonb not null,
  effective_from date,
  how text not null check (how in ('first_run', 'automatic', 'by_hand')),
  note text not null,
  activated_at timestamptz not null,
  activated_by text not null,
  primary key (entity, name, number)
);
-- Null for runs from before there were versions.
alter table runs add column rule_version int;
