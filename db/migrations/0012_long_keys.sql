-- A key may be longer than an index can hold (some 2,700 bytes: a reference of 1,000 Japanese characters, or ten parts). What the
-- list is sorted by is cut, so that a long key of a source cannot break a run; ties are ordered by identity as before.
alter table exceptions add column sort_key text collate "C" not null generated always as (left(match_key, 400)) stored;
drop index exceptions_by_key;
create index exceptions_by_key on exceptions (entity, period, state, sort_key, exception_id)
  include (key_hash, reconciliation, type, severity, currency);
