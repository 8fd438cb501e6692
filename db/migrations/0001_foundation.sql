-- Where records come from, how they are kept, and what is proven about them.
-- Large tables carry the hash by which they can be distributed as part of every unique key.

create table entities (
  entity text primary key,
  name text not null,
  base_currency text not null,
  zone text not null
);

-- One stream: one dataset of one source of one entity.
create table streams (
  stream_id int generated always as identity primary key,
  entity text not null references entities,
  source text not null,
  dataset text not null,
  last_snapshot int not null default 0,
  unique (entity, source, dataset)
);

-- Contracts and rule sets as they were when used; the hash is of their canonical form.
create table definitions (
  kind text not null check (kind in ('contract', 'reconciliation', 'export')),
  name text not null,
  hash text not null,
  version text not null,
  body jsonb not null,
  first_used_at timestamptz not null,
  primary key (kind, name, hash)
);

create table raw_objects (
  raw_id bigint generated always as identity primary key,
  entity text not null references entities,
  source text not null,
  sha256 text not null,
  name text not null,
  size_bytes bigint not null,
  received_at timestamptz not null,
  received_by text not null,
  unique (entity, source, sha256, name)
);

create table ingestions (
  ingestion_id bigint generated always as identity primary key,
  entity text not null references entities,
  source text not null,
  dataset text not null,
  stream_id int not null references streams,
  contract text not null,
  contract_version int not null,
  contract_hash text not null,
  raw_id bigint not null references raw_objects,
  companions jsonb not null default '[]',
  trace_id uuid not null,
  status text not null check (status in ('accepted', 'unchanged', 'partial')),
  snapshot_no int not null,
  rows_read bigint not null,
  rows_accepted bigint not null,
  rows_unchanged bigint not null,
  rows_quarantined bigint not null,
  control_totals jsonb not null,
  statement_proofs jsonb,
  warnings jsonb not null default '[]',
  started_at timestamptz not null,
  finished_at timestamptz not null,
  actor text not null,
  check (rows_read = rows_accepted + rows_unchanged + rows_quarantined)
);
create index ingestions_recent on ingestions (entity, finished_at desc, ingestion_id desc);
create index ingestions_stream on ingestions (stream_id, snapshot_no);

create table snapshots (
  stream_id int not null references streams,
  snapshot_no int not null,
  snapshot_id uuid not null unique,
  entity text not null references entities,
  source text not null,
  dataset text not null,
  as_of timestamptz not null,
  taken_at timestamptz not null,
  confirmed_at timestamptz not null,
  row_count bigint not null,
  opened_count bigint not null,
  closed_count bigint not null,
  control_totals jsonb not null,
  content_hash text not null,
  completeness text not null check (completeness in ('complete', 'incomplete')),
  incomplete_reasons jsonb not null default '[]',
  trace_id uuid not null,
  primary key (stream_id, snapshot_no)
);
create index snapshots_recent on snapshots (entity, taken_at desc);

-- A file that could not be taken in as a whole. Until one that speaks for it succeeds, its input is missing.
create table rejected_deliveries (
  rejection_id bigint generated always as identity primary key,
  entity text not null references entities,
  source text not null,
  dataset text not null,
  contract text not null,
  file text not null,
  raw_id bigint references raw_objects, -- null where not even the bytes could be kept
  problem jsonb not null,
  at timestamptz not null,
  actor text not null,
  trace_id uuid not null,
  resolved_at timestamptz
);
create index rejected_deliveries_open on rejected_deliveries (entity, source, dataset) where resolved_at is null;

create table quarantine (
  quarantine_id bigint generated always as identity primary key,
  entity text not null references entities,
  source text not null,
  dataset text not null,
  stream_id int not null references streams,
  ingestion_id bigint not null references ingestions,
  raw_id bigint not null references raw_objects,
  contract text not null,
  contract_version int not null,
  row_number bigint not null,
  line_number bigint,
  byte_start bigint not null,
  byte_end bigint not null,
  record_key text,
  problems jsonb not null,
  state text not null default 'open' check (state in ('open', 'replayed', 'superseded')),
  opened_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by_ingestion bigint references ingestions
);
create index quarantine_open on quarantine (entity, source, quarantine_id) where state = 'open';
create index quarantine_ingestion on quarantine (ingestion_id, row_number);

-- One table a dataset, one partition a stream: the first delivery of a stream is loaded into a table of its own, indexed
-- once and attached, and statistics are a stream's own. The `_rest` partitions stay empty.
create table ledger_entries (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  journal text,
  line text,
  account text,
  account_name text,
  posting_date date,
  document_ref text,
  document_type text,
  counterparty text,
  amount numeric,
  currency text,
  base_amount numeric,
  base_currency text,
  tax_code text,
  description text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table ledger_entries_rest partition of ledger_entries default;
create index ledger_entries_opened on ledger_entries using brin (stream_id, valid_from) with (pages_per_range = 32);
create index ledger_entries_closed on ledger_entries (stream_id, valid_to) where valid_to is not null;

create table invoices (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  kind text,
  number text,
  counterparty text,
  issue_date date,
  due_date date,
  net numeric,
  tax numeric,
  gross numeric,
  currency text,
  base_amount numeric,
  base_currency text,
  fx_rate numeric,
  order_ref text,
  status text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table invoices_rest partition of invoices default;
create index invoices_opened on invoices using brin (stream_id, valid_from) with (pages_per_range = 32);
create index invoices_closed on invoices (stream_id, valid_to) where valid_to is not null;

create table invoice_lines (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  invoice text,
  line text,
  issue_date date,
  sku text,
  description text,
  quantity numeric,
  unit text,
  unit_price numeric,
  net numeric,
  tax numeric,
  currency text,
  account text,
  tax_code text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table invoice_lines_rest partition of invoice_lines default;
create index invoice_lines_opened on invoice_lines using brin (stream_id, valid_from) with (pages_per_range = 32);
create index invoice_lines_closed on invoice_lines (stream_id, valid_to) where valid_to is not null;

create table payments (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  account text,
  direction text,
  value_date date,
  booking_date date,
  amount numeric,
  fee numeric,
  currency text,
  reference text,
  end_to_end_id text,
  counterparty text,
  description text,
  statement_ref text,
  bank_ref text,
  method text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table payments_rest partition of payments default;
create index payments_opened on payments using brin (stream_id, valid_from) with (pages_per_range = 32);
create index payments_closed on payments (stream_id, valid_to) where valid_to is not null;

create table statements (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  account text,
  sequence text,
  opening_balance numeric,
  closing_balance numeric,
  entries_total numeric,
  currency text,
  period_start date,
  period_end date,
  entry_count bigint,
  proven boolean,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table statements_rest partition of statements default;
create index statements_opened on statements using brin (stream_id, valid_from) with (pages_per_range = 32);
create index statements_closed on statements (stream_id, valid_to) where valid_to is not null;

create table purchase_orders (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  number text,
  line text,
  vendor text,
  document_date date,
  sku text,
  quantity numeric,
  unit text,
  price numeric,
  amount numeric,
  currency text,
  approved_by text,
  approved_at timestamptz,
  status text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table purchase_orders_rest partition of purchase_orders default;
create index purchase_orders_opened on purchase_orders using brin (stream_id, valid_from) with (pages_per_range = 32);
create index purchase_orders_closed on purchase_orders (stream_id, valid_to) where valid_to is not null;

create table approvals (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  number text,
  line text,
  vendor text,
  document_date date,
  sku text,
  quantity numeric,
  unit text,
  price numeric,
  amount numeric,
  currency text,
  approved_by text,
  approved_at timestamptz,
  status text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table approvals_rest partition of approvals default;
create index approvals_opened on approvals using brin (stream_id, valid_from) with (pages_per_range = 32);
create index approvals_closed on approvals (stream_id, valid_to) where valid_to is not null;

create table quotations (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  number text,
  line text,
  vendor text,
  document_date date,
  sku text,
  quantity numeric,
  unit text,
  price numeric,
  amount numeric,
  currency text,
  approved_by text,
  approved_at timestamptz,
  status text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table quotations_rest partition of quotations default;
create index quotations_opened on quotations using brin (stream_id, valid_from) with (pages_per_range = 32);
create index quotations_closed on quotations (stream_id, valid_to) where valid_to is not null;

create table stock_levels (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  warehouse text,
  bin text,
  sku text,
  lot text,
  unit text,
  quantity numeric,
  unit_cost numeric,
  value numeric,
  currency text,
  as_of date,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table stock_levels_rest partition of stock_levels default;
create index stock_levels_opened on stock_levels using brin (stream_id, valid_from) with (pages_per_range = 32);
create index stock_levels_closed on stock_levels (stream_id, valid_to) where valid_to is not null;

create table stock_movements (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  event_id text,
  type text,
  sku text,
  from_warehouse text,
  from_bin text,
  to_warehouse text,
  to_bin text,
  quantity numeric,
  unit text,
  unit_cost numeric,
  value numeric,
  currency text,
  occurred_at timestamptz,
  movement_date date,
  document_ref text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table stock_movements_rest partition of stock_movements default;
create index stock_movements_opened on stock_movements using brin (stream_id, valid_from) with (pages_per_range = 32);
create index stock_movements_closed on stock_movements (stream_id, valid_to) where valid_to is not null;

create table asset_events (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  asset_id text,
  event text,
  custodian text,
  location text,
  lat numeric,
  lon numeric,
  accuracy_m numeric,
  qr text,
  device text,
  occurred_at timestamptz,
  event_date date,
  device_sequence bigint,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table asset_events_rest partition of asset_events default;
create index asset_events_opened on asset_events using brin (stream_id, valid_from) with (pages_per_range = 32);
create index asset_events_closed on asset_events (stream_id, valid_to) where valid_to is not null;

create table fx_rates (
  stream_id int not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  valid_from int not null,
  valid_to int,
  row_hash uuid not null,
  ingestion_id bigint not null,
  row_number bigint not null,
  byte_start bigint not null,
  byte_end bigint not null,
  attributes jsonb,
  "date" date,
  base text,
  quote text,
  rate numeric,
  provider text,
  primary key (stream_id, record_hash, record_key, version)
) partition by list (stream_id);
create table fx_rates_rest partition of fx_rates default;
create index fx_rates_opened on fx_rates using brin (stream_id, valid_from) with (pages_per_range = 32);
create index fx_rates_closed on fx_rates (stream_id, valid_to) where valid_to is not null;

