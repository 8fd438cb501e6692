-- Parts of the amount in the order of the rules, and which override of the threshold the line is under: null where the rules have none.
alter table recon_lines add column parts numeric[], add column limit_no smallint;

-- right_currency: only where the right lines have another one. explained: how much of the difference each class explains.
alter table matches add column right_currency text collate "C", add column explained jsonb;

-- Lines of the matches that no key names: those by hand (pass 0) and of every pass but the first. key_hash is that of the match.
create table match_members (
  tie_out_id int not null,
  key_hash bigint not null,
  match_key text collate "C" not null,
  currency text collate "C" not null,
  pass smallint not null,
  is_left boolean not null,
  line_key_hash bigint not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  line_currency text collate "C" not null,
  amount numeric not null,
  line_date date,
  from_run bigint not null,
  to_run bigint
);
create index match_members_match on match_members (tie_out_id, key_hash);
create index match_members_line on match_members (tie_out_id, line_key_hash) where to_run is null;

-- Sets of lines that might belong together, as the last run saw them. They change nothing until a person accepts one.
create table suggestions (
  tie_out_id int not null,
  suggestion_id uuid not null,
  pass smallint not null,
  rule text not null,
  label text not null check (label in ('unique', 'alternatives', 'truncated', 'difference')),
  currency text collate "C" not null,
  left_count int not null,
  right_count int not null,
  left_amount numeric not null,
  right_amount numeric not null,
  difference numeric not null,
  score numeric not null,
  score_parts jsonb not null,
  alternatives int,
  runner_up uuid,
  run_id bigint not null,
  primary key (tie_out_id, suggestion_id)
);
-- The lines of a suggestion, found by the key of the exception that each stands in.
create table suggestion_lines (
  tie_out_id int not null,
  key_hash bigint not null,
  suggestion_id uuid not null,
  is_left boolean not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  amount numeric not null,
  currency text collate "C" not null,
  line_date date,
  primary key (tie_out_id, key_hash, suggestion_id, is_left, record_hash, record_key)
);
create index suggestion_lines_suggestion on suggestion_lines (tie_out_id, suggestion_id);

-- class: unexplained, or what explains the difference; cause: the rule or circumstance that says so.
alter table exceptions
  add column class text not null default 'unexplained'
    check (class in ('unexplained', 'timing', 'fee', 'fx', 'tax', 'rounding')),
  add column cause text,
  add column explained jsonb;
update exceptions set class = 'timing', explained = jsonb_build_object('timing', difference::text) where type = 'timing';
alter table exceptions drop constraint exceptions_type_check;
alter table exceptions add constraint exceptions_type_check
  check (type in ('missing_left', 'missing_right', 'amount', 'currency', 'duplicate', 'timing', 'part'));

-- Matches of other passes than the first are few, and read whole by each run.
create index matches_sets on matches (tie_out_id, key_hash) where pass <> 1 and to_run is null;

-- Which keys a snapshot touched in a projection after its first lines: a run after a small change reads only these.
create table projection_changes (
  projection_id int not null,
  snapshot_no int not null,
  key_hash bigint not null
);
create index projection_changes_snapshot on projection_changes (projection_id, snapshot_no);

-- What the last run of a tie-out left behind for the next: sums of the first pass per side and currency, as text in json.
create table tie_out_states (
  tie_out_id int primary key references tie_outs,
  run_id bigint not null,
  form text not null,
  as_of_day date,
  key_sums jsonb not null
);
-- The result hash is a tree: one leaf a bucket of key hashes. Unchanged leaves are not computed again.
create table result_leaves (
  tie_out_id int not null,
  kind text not null check (kind in ('match', 'break')),
  bucket int not null,
  hash bytea not null,
  primary key (tie_out_id, kind, bucket)
);

-- A run that is split over workers: each part is a range of key hashes, done by whoever takes it, in a transaction of its own.
create table run_plans (
  run_id bigint primary key,
  tie_out_id int not null references tie_outs,
  entity text not null,
  reconciliation text not null,
  scope jsonb not null,
  rules jsonb not null,
  state text not null check (state in ('open', 'done', 'undone')),
  planned_at timestamptz not null
);
create unique index run_plans_one_open on run_plans (tie_out_id) where state = 'open';
create table run_parts (
  run_id bigint not null references run_plans,
  part int not null,
  from_hash bigint not null,
  -- Last hash of the part, itself included.
  to_hash bigint not null,
  done_at timestamptz,
  worker text,
  key_sums jsonb,
  primary key (run_id, part)
);
-- What parts found, until the run is finished. Keys that did not tie out, and leaves of the result hash.
create table run_untied (
  run_id bigint not null,
  key_hash bigint not null
);
create index run_untied_run on run_untied (run_id);
create table run_leaves (
  run_id bigint not null,
  bucket int not null,
  hash bytea not null,
  primary key (run_id, bucket)
);
