create table reconciliations (
  reconciliation_id int generated always as identity primary key,
  entity text not null references entities,
  name text not null,
  unique (entity, name)
);

-- A tie-out is one reconciliation of one period; period '' is the running one, to date.
create table tie_outs (
  tie_out_id int generated always as identity primary key,
  reconciliation_id int not null references reconciliations,
  entity text not null references entities,
  name text not null,
  period text not null,
  last_run bigint,
  unique (reconciliation_id, period)
);

-- One side of a reconciliation, projected to what a run reads. A changed rule makes a new projection.
create table projections (
  projection_id int generated always as identity primary key,
  reconciliation_id int not null references reconciliations,
  side text not null check (side in ('left', 'right')),
  stream_id int not null references streams,
  projection_hash text not null,
  covered_snapshot int not null default 0,
  -- Lines written in the order of their hashes, and lines added since wherever there was room.
  lines_in_order bigint not null default 0,
  lines_added bigint not null default 0,
  unique (reconciliation_id, side, projection_hash)
);

-- The unit of a run. match_key is null where a part of the key is: such a line matches by no key, and key_hash is then
-- that of `~` and its record key. minor: the amount in minor units where they hold it exactly and twice the number fits bigint.
-- repeated: another line of the projection has this hash, now or once. What a run reads of every line comes first.
create table recon_lines (
  projection_id int not null,
  valid_from int not null,
  key_hash bigint not null,
  repeated boolean not null,
  valid_to int,
  line_date date,
  minor bigint,
  match_key text collate "C",
  currency text collate "C" not null,
  amount numeric not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  later_keys text[]
);
create index recon_lines_key on recon_lines (projection_id, key_hash);
-- A projection is written in few large steps: its lines lie together, and a run reads all of them.
create index recon_lines_projection on recon_lines using brin (projection_id) with (pages_per_range = 32);
create index recon_lines_unkeyed on recon_lines (projection_id) where match_key is null;

-- The hashes of repeated lines: those keys are summed, all others joined as they are.
create table repeated_keys (
  projection_id int not null,
  key_hash bigint not null,
  primary key (projection_id, key_hash)
);

-- Records of a side without amount or currency. A run that has any is incomplete.
create table unreadable_lines (
  projection_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  line_date date,
  problem text not null check (problem in ('amount_missing', 'currency_missing')),
  valid_from int not null,
  valid_to int,
  primary key (projection_id, record_hash, record_key, version)
);

create table runs (
  run_id bigint generated always as identity primary key,
  tie_out_id int not null references tie_outs,
  reconciliation_id int not null references reconciliations,
  entity text not null references entities,
  name text not null,
  period text not null,
  rule_hash text not null,
  left_projection int not null references projections,
  left_snapshot int not null,
  right_projection int not null references projections,
  right_snapshot int not null,
  cut_off date,
  status text not null check (status in ('complete', 'incomplete')),
  incomplete_reasons jsonb not null default '[]',
  result_hash text not null,
  match_count bigint not null,
  exception_count bigint not null,
  opened_count bigint not null,
  cleared_count bigint not null,
  reopened_count bigint not null,
  pass_counts jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  trace_id uuid not null,
  actor text not null
);
create index runs_recent on runs (tie_out_id, run_id desc);
create index runs_entity on runs (entity, run_id desc);

-- Conservation per run, side and currency: total = matched + unmatched.
create table run_totals (
  run_id bigint not null references runs,
  side text not null check (side in ('left', 'right')),
  currency text not null,
  line_count bigint not null,
  total numeric not null,
  matched_count bigint not null,
  matched numeric not null,
  unmatched_count bigint not null,
  unmatched numeric not null,
  explained numeric not null,
  primary key (run_id, side, currency),
  check (line_count = matched_count + unmatched_count),
  check (total = matched + unmatched)
);

-- One row a group of lines that tie out; from_run..to_run is when it held. The index is narrow on purpose: with the texts in a
-- unique key, writing the matches of a first run takes twice as long. That no group matches twice follows from how runs work.
create table matches (
  tie_out_id int not null,
  key_hash bigint not null,
  match_key text collate "C" not null,
  currency text collate "C" not null,
  pass smallint not null,
  cardinality text not null,
  left_count int not null,
  right_count int not null,
  left_amount numeric not null,
  right_amount numeric not null,
  difference numeric not null,
  from_run bigint not null,
  to_run bigint
);
create index matches_key on matches (tie_out_id, key_hash);

-- An exception keeps its identity from run to run: tie-out, key and currency.
create table exceptions (
  exception_id uuid not null,
  key_hash bigint not null,
  tie_out_id int not null,
  entity text not null,
  reconciliation text not null,
  period text not null,
  match_key text collate "C" not null,
  currency text collate "C" not null,
  type text not null check (type in ('missing_left', 'missing_right', 'amount', 'currency', 'duplicate', 'timing')),
  state text not null check (state in ('open', 'cleared')),
  severity text not null check (severity in ('normal', 'material')),
  rule text not null,
  left_count int not null,
  left_amount numeric,
  left_currency text,
  left_date date,
  right_count int not null,
  right_amount numeric,
  right_currency text,
  right_date date,
  difference numeric not null,
  absolute_difference numeric not null,
  threshold numeric,
  days_apart int,
  counterparty text,
  item_date date,
  opened_run bigint not null,
  opened_at timestamptz not null,
  changed_run bigint not null,
  cleared_run bigint,
  cleared_at timestamptz,
  reopened_times int not null default 0,
  primary key (exception_id, key_hash)
);
create index exceptions_tie_out on exceptions (tie_out_id, key_hash);
-- The list of exceptions walks one of these without touching the table: what it filters by is in the index.
create index exceptions_by_difference on exceptions (entity, period, state, absolute_difference, exception_id)
  include (key_hash, reconciliation, type, severity, currency);
create index exceptions_by_opened on exceptions (entity, period, state, opened_at, exception_id)
  include (key_hash, reconciliation, type, severity, currency);
create index exceptions_by_item_date on exceptions (entity, period, state, (coalesce(item_date, '-infinity')), exception_id)
  include (key_hash, reconciliation, type, severity, currency, item_date);
create index exceptions_by_key on exceptions (entity, period, state, match_key, exception_id)
  include (key_hash, reconciliation, type, severity, currency);
-- Few exceptions among many of other classes are found by their class and sorted.
create index exceptions_by_class on exceptions (entity, period, state, reconciliation, type, severity, currency);
-- Search inside keys and names.
create extension if not exists pg_trgm;
create index exceptions_search on exceptions using gin ((match_key || ' ' || coalesce(counterparty, '')) gin_trgm_ops);

create table exception_events (
  exception_id uuid not null,
  key_hash bigint not null,
  run_id bigint not null,
  kind text not null check (kind in ('opened', 'changed', 'cleared', 'reopened')),
  at timestamptz not null,
  actor text not null,
  fields jsonb not null,
  primary key (exception_id, key_hash, run_id, kind)
);

-- Counts and sums of exceptions, kept in the transaction that changes them.
create table exception_rollups (
  tie_out_id int not null references tie_outs,
  entity text not null,
  reconciliation text not null,
  period text not null,
  state text not null,
  type text not null,
  severity text not null,
  currency text not null,
  opened_on date not null,
  exception_count bigint not null,
  difference numeric not null,
  absolute_difference numeric not null,
  primary key (tie_out_id, state, type, severity, currency, opened_on)
);
