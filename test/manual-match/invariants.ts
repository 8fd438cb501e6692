import type { Connection } from '#db/connection.ts';

/** Each query lists what contradicts an invariant; none may give a row, whatever people did and whenever. */
const CONTRADICTIONS: Record<string, string> = {
  'no line is in two matches by hand in force': `
    select l.record_key from manual_match_lines l join manual_matches m using (match_id) where m.state = 'active'
    group by l.reconciliation_id, l.is_left, l.record_key having count(*) > 1`,
  'a line is held exactly as long as its match is in force': `
    select * from manual_match_lines l join manual_matches m using (match_id) where l.is_active <> (m.state = 'active')`,
  'no line is in two matches of a tie-out': `
    select record_key from match_members where to_run is null
    group by tie_out_id, is_left, record_hash, record_key having count(*) > 1`,
  'what a match was made of adds up to what it says': `
    select * from manual_matches m cross join lateral (
      select (count(*) filter (where is_left))::int as left_count, (count(*) filter (where not is_left))::int as right_count,
        coalesce(sum(amount) filter (where is_left), 0) as left_amount,
        coalesce(sum(amount) filter (where not is_left), 0) as right_amount
      from manual_match_lines l where l.match_id = m.match_id
    ) l
    where (m.left_count, m.right_count, m.left_amount, m.right_amount) is distinct from
        (l.left_count, l.right_count, l.left_amount, l.right_amount)
      or (m.right_currency is null and m.difference is distinct from m.left_amount - m.right_amount)`,
  'every match, undoing and reopening is in the audit log, once': `
    select m.match_id from manual_matches m where (
      select array_agg(a.action order by a.seq) from audit_entries a where a.subject = 'match:' || m.match_id
    ) is distinct from array['match.made'] || case m.state when 'undone' then array['match.undone']
      when 'reopened' then array['match.reopened'] else array[]::text[] end`,
};

/** Names of the invariants that what is stored contradicts. */
export async function contradictedByHand({ pool }: Connection): Promise<string[]> {
  const names: string[] = [];
  for (const [name, query] of Object.entries(CONTRADICTIONS)) {
    if ((await pool.query(query)).rows.length > 0) names.push(name);
  }
  return names;
}

/** Forgets what people did by hand, as far as `emptyBooks` does not. */
export async function emptyHands({ pool }: Connection): Promise<void> {
  await pool.query('truncate suggestion_dismissals, manual_match_lines, manual_matches cascade');
}
