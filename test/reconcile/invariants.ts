import type { Connection } from '#db/connection.ts';

/** Each query lists what contradicts an invariant; none may give a row, after any run. */
const CONTRADICTIONS: Record<string, string> = {
  'rollups are the counts and sums of the exceptions': `
    select * from (
      select tie_out_id, state, type, severity, currency, (opened_at at time zone 'UTC')::date as opened_on,
        count(*) as n, sum(difference) as d, sum(absolute_difference) as a from exceptions group by 1, 2, 3, 4, 5, 6
    ) e full join exception_rollups r using (tie_out_id, state, type, severity, currency, opened_on)
    where e.n is distinct from r.exception_count or e.d is distinct from r.difference
      or e.a is distinct from r.absolute_difference`,
  'the state of an exception is what its last event says': `
    select e.exception_id from exceptions e join lateral (
      select kind, run_id from exception_events v where v.exception_id = e.exception_id order by run_id desc limit 1
    ) last on true
    where (last.kind = 'cleared') <> (e.state = 'cleared') or last.run_id <> e.changed_run
      or (e.state = 'cleared') <> (e.cleared_run is not null) or (e.cleared_run is null) <> (e.cleared_at is null)`,
  'an exception opens once, and its reopenings are counted': `
    select e.exception_id from exceptions e join exception_events v using (exception_id)
    group by e.exception_id, e.reopened_times, e.opened_run
    having count(*) filter (where v.kind = 'opened') <> 1 or min(v.run_id) <> e.opened_run
      or count(*) filter (where v.kind = 'reopened') <> e.reopened_times`,
  'a key and currency is one exception for ever': `
    select match_key, currency from exceptions where match_key not like '~%'
    group by tie_out_id, match_key, currency having count(*) > 1`,
  'no group is in two active matches of one pass': `
    select match_key from matches where to_run is null
    group by tie_out_id, match_key, currency, pass having count(*) > 1`,
  'the matches of every run can still be read': `
    select r.run_id from runs r left join matches m
      on m.tie_out_id = r.tie_out_id and m.from_run <= r.run_id and (m.to_run is null or m.to_run > r.run_id)
    group by r.run_id, r.match_count having count(m.key_hash) <> r.match_count`,
  'a match holds for some time': 'select * from matches where to_run <= from_run',
  'the last run counts the open exceptions': `
    select r.run_id from tie_outs t join runs r on r.run_id = t.last_run
    left join exceptions e on e.tie_out_id = t.tie_out_id and e.state = 'open'
    group by r.run_id, r.exception_count having count(e.exception_id) <> r.exception_count`,
  'the classes of the open exceptions add up to their differences': `
    with sums as (
      select t.last_run as run_id, e.currency, sum(e.difference) as difference from exceptions e join tie_outs t using (tie_out_id)
      where e.state = 'open' group by 1, 2
    ), classes as (
      select run_id, currency, sum(amount) as amount from run_classes
      where origin = 'exception' and run_id in (select last_run from tie_outs) group by 1, 2
    )
    select * from sums full join classes using (run_id, currency)
    where coalesce(difference, 0) <> coalesce(amount, 0) or (difference is null) <> (amount is null)`,
  'the classes of the matches of every run add up to their differences': `
    with sums as (
      select r.run_id, coalesce(m.right_currency, m.currency) as currency, sum(m.difference) as difference
      from runs r join matches m on m.tie_out_id = r.tie_out_id and m.from_run <= r.run_id
        and (m.to_run is null or m.to_run > r.run_id) and (m.right_currency is null or m.pass > 0)
      group by 1, 2
    ), classes as (
      select run_id, currency, sum(amount) as amount from run_classes where origin = 'match' group by 1, 2
    )
    select * from sums full join classes using (run_id, currency)
    where coalesce(difference, 0) <> coalesce(amount, 0)`,
  'a match explains nothing by zero': `
    select m.match_key from matches m cross join jsonb_each_text(m.explained) e where e.value::numeric = 0
    union all select match_key from matches where explained = '{}'`,
  'what is proposed for write-off belongs to one match that holds at least as long': `
    select p.match_key from write_off_proposals p where (
      select count(*) from matches m where m.tie_out_id = p.tie_out_id and m.key_hash = p.key_hash
        and m.match_key = p.match_key and m.currency = p.currency and m.pass = p.pass
        and m.from_run <= p.from_run
        and (m.to_run is null or m.to_run >= p.to_run)) <> 1`,
  'no match has two proposals at once': `
    select match_key from write_off_proposals where to_run is null
    group by tie_out_id, match_key, currency, pass having count(*) > 1`,
  'a line is repeated exactly where its key is': `
    select l.key_hash from recon_lines l
    where l.match_key is not null and l.repeated <> exists (
      select 1 from repeated_keys r where r.projection_id = l.projection_id and r.key_hash = l.key_hash)`,
  'a key is repeated where two of its lines hold at once': `
    select a.key_hash from recon_lines a join recon_lines b
      on a.projection_id = b.projection_id and a.key_hash = b.key_hash and a.ctid < b.ctid
    where a.match_key is not null and b.match_key is not null
      and a.valid_from < coalesce(b.valid_to, 2147483647) and b.valid_from < coalesce(a.valid_to, 2147483647)
      and not exists (select 1 from repeated_keys r where r.projection_id = a.projection_id and r.key_hash = a.key_hash)`,
};

/** Names of the invariants that what is stored contradicts. */
export async function contradicted({ pool }: Connection): Promise<string[]> {
  const names: string[] = [];
  for (const [name, query] of Object.entries(CONTRADICTIONS)) {
    if ((await pool.query(query)).rows.length > 0) names.push(name);
  }
  return names;
}
