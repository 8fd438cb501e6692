-- What decides a run beside its lines and rules: the snapshot of each source of rates, and the day of the run in the zone of its entity.
alter table runs add column fx_pins jsonb not null default '{}', add column as_of_day date;

-- The left amount of an exception of type currency in the right currency, and what of the difference the rate explains.
alter table exceptions add column fx jsonb;

-- Differences that dates explain, written as a run writes them: the next run would otherwise change every one of them.
update exceptions set cause = 'dates',
  explained = case when difference <> 0 then jsonb_build_object('timing', trim_scale(difference)::text) end
where type = 'timing';
