-- Lines that a run left open, kept for the runs from which another reconciliation carries them forward. A line was open in those
-- runs r of its tie-out with from_run <= r < to_run of which it was kept.
create table open_lines (
  tie_out_id int not null,
  is_left boolean not null,
  record_hash bigint not null,
  record_key text collate "C" not null,
  from_run bigint not null,
  to_run bigint
);
create index open_lines_line on open_lines (tie_out_id, is_left, record_hash);
-- The last run of which they were kept.
alter table tie_outs add column open_lines_run bigint;

-- opening_date: lines dated before it were out of scope, but for those that run opening_run of the earlier reconciliation had open.
alter table runs add column opening_date date, add column opening_run bigint;
