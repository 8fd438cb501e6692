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
