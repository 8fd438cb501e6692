-- Counts what people did by hand in a reconciliation: the matches as of a number are those made by then and not ended by then.
alter table reconciliations add column manual_order bigint not null default 0;

-- Lines that a person tied out, of one reconciliation and all its tie-outs. A match ends once, undone by a person or reopened
-- by a run that found it changed, and is kept as it was. right_currency: only where the right lines have another one;
-- difference is null then. origin: the suggestion that was accepted. left_stream and right_stream with their snapshots: what the
-- person saw; a run pinned before that does not apply the match.
create table manual_matches (
  match_id uuid primary key,
  reconciliation_id int not null references reconciliations,
  entity text not null references entities,
  reconciliation text not null,
  state text not null check (state in ('active', 'undone', 'reopened')),
  currency text collate "C" not null,
  right_currency text collate "C",
  left_count int not null,
  right_count int not null,
  left_amount numeric not null,
  right_amount numeric not null,
  difference numeric,
  reason text check (reason in ('timing', 'fee', 'fx', 'tax', 'rounding', 'write_off', 'dispute', 'other')),
  note text,
  explained jsonb,
  origin jsonb,
  left_stream int not null,
  left_snapshot int not null,
  right_stream int not null,
  right_snapshot int not null,
  members_hash text not null,
  request_hash text not null,
  made_order bigint not null,
  made_at timestamptz not null,
  made_by text not null,
  trace_id uuid not null,
  ended_order bigint,
  ended_at timestamptz,
  ended_by text,
  end_note text,
  ended_run bigint,
  moved jsonb,
  check ((state = 'active') = (ended_order is null)),
  check ((state = 'reopened') = (moved is not null))
);
create index manual_matches_in_force on manual_matches (reconciliation_id, ended_order);
create index manual_matches_made on manual_matches (reconciliation_id, made_order desc);

-- The lines of a match as they were when it was made.
create table manual_match_lines (
  match_id uuid not null references manual_matches,
  reconciliation_id int not null,
  is_left boolean not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  version int not null,
  key_hash bigint not null,
  match_key text collate "C",
  amount numeric not null,
  currency text collate "C" not null,
  line_date date,
  is_active boolean not null,
  primary key (match_id, is_left, record_hash, record_key)
);
-- No line is in two matches in force.
create unique index manual_match_lines_once on manual_match_lines (reconciliation_id, is_left, record_hash, record_key)
  where is_active;
create index manual_match_lines_key on manual_match_lines (reconciliation_id, key_hash);

-- manual_order: up to which number a run saw what people did; manual_hash: SHA-256 of the matches by hand that it applied.
alter table runs add column manual_order bigint not null default 0, add column manual_hash text;

-- A suggestion that a person does not want to see again. lines_hash: of its lines with their amounts and dates; when they
-- change, it is shown again.
create table suggestion_dismissals (
  dismissal_id uuid primary key,
  reconciliation_id int not null references reconciliations,
  suggestion_id uuid not null,
  lines_hash text not null,
  note text,
  dismissed_at timestamptz not null,
  dismissed_by text not null,
  undone_at timestamptz,
  undone_by text
);
create unique index suggestion_dismissals_in_force on suggestion_dismissals (reconciliation_id, suggestion_id, lines_hash)
  where undone_at is null;

-- Of the lines with their amounts, currencies and dates: the id of a suggestion names only the lines.
alter table suggestions add column lines_hash text not null default '';
create index suggestions_named on suggestions (suggestion_id);
create index suggestions_best on suggestions (tie_out_id, score desc, suggestion_id);
