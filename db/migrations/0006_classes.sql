-- Left minus right of each part of the amount in which the sides differ, decimal text by name.
alter table exceptions add column part_differences jsonb;

-- The few matches that say something about differences.
create index matches_differing on matches (tie_out_id) where difference <> 0 or explained is not null;

-- What is proposed to be written off as rounding, for as long as the match holds that leaves it. Nothing is posted.
create table write_off_proposals (
  tie_out_id int not null,
  key_hash bigint not null,
  match_key text collate "C" not null,
  currency text collate "C" not null,
  pass smallint not null,
  account text not null,
  amount numeric not null,
  from_run bigint not null,
  to_run bigint
);
create index write_off_proposals_key on write_off_proposals (tie_out_id, key_hash);

-- What explains the differences of a run's matches and open exceptions, beside what nothing explains; cause '' where none is named.
create table run_classes (
  run_id bigint not null,
  currency text collate "C" not null,
  class text not null check (class in ('unexplained', 'timing', 'fee', 'fx', 'tax', 'rounding')),
  cause text not null,
  origin text not null check (origin in ('match', 'exception')),
  item_count bigint not null,
  amount numeric not null,
  primary key (run_id, currency, class, cause, origin)
);
