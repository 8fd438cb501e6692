-- People, tokens and sessions. Secrets are stored only as SHA-256 of a random value of 256 bits.
create table users (
  user_id uuid primary key,
  email text not null unique,
  name text not null,
  created_at timestamptz not null,
  disabled_at timestamptz
);
create table user_grants (
  user_id uuid not null references users,
  entity text not null,
  role text not null,
  primary key (user_id, entity, role)
);
create table sign_in_links (
  secret_hash text primary key,
  user_id uuid not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table sessions (
  secret_hash text primary key,
  user_id uuid not null references users,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create table api_tokens (
  name text primary key,
  secret_hash text not null unique,
  entity text not null,
  role text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- The queue. A job is held by a lease that its worker renews; when the lease runs out, another takes it.
create table jobs (
  job_id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  entity text not null,
  actor jsonb not null,
  job_key text unique,
  exclusive_on text,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'dead', 'cancelled')),
  run_after timestamptz not null,
  attempts int not null default 0,
  max_attempts int not null,
  worker text,
  lease_until timestamptz,
  cancel_requested boolean not null default false,
  progress jsonb,
  result jsonb,
  problem jsonb,
  trace_id uuid not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create index jobs_ready on jobs (run_after, job_id) where state in ('queued', 'running');
create index jobs_exclusive on jobs (exclusive_on) where state = 'running';
create unique index jobs_one_running on jobs (exclusive_on) where state = 'running' and exclusive_on is not null;
create index jobs_recent on jobs (created_at desc, job_id desc);

create table schedules (
  name text primary key,
  cron text not null,
  zone text not null,
  kind text not null,
  payload jsonb not null,
  last_fire timestamptz,
  next_fire timestamptz,
  enabled boolean not null
);

create table publications (
  publication_id uuid primary key,
  export_name text not null,
  schema_version text not null,
  entity text not null,
  period text not null,
  rows bigint not null,
  manifest jsonb not null,
  folder text not null,
  published_at timestamptz not null,
  published_by text not null,
  trace_id uuid not null,
  superseded_by uuid references publications
);
create index publications_recent on publications (entity, export_name, published_at desc);

create table audit_entries (
  seq bigint primary key,
  at timestamptz not null,
  actor text not null,
  entity text not null,
  action text not null,
  subject text not null,
  trace_id uuid,
  detail text not null,
  form smallint not null,
  previous_hash bytea not null,
  hash bytea not null
);
create index audit_subject on audit_entries (subject, seq);
create index audit_entity on audit_entries (entity, seq desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_entries is append-only: % is refused', tg_op;
end $$;
create trigger audit_append_only before update or delete on audit_entries
  for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit_entries
  for each statement execute function refuse_change();
