import { sql } from 'kysely';
import type { Db } from '../connection.ts';

/** Whether the last run of a tie-out saw the latest of what happened to a match by hand. */
export interface MatchCounted {
  /** '' is the running tie-out. */
  period: string;
  /** The last run of the tie-out. */
  runId: string;
  isCounted: boolean;
}

/** Each tie-out of the match's reconciliation that has run, the running one first. */
export async function matchCounted(db: Db, matchId: string): Promise<MatchCounted[]> {
  const { rows } = await sql<MatchCounted>`
    select t.period, r.run_id as "runId", (r.manual_order >= coalesce(h.ended_order, h.made_order)
      -- The run that reopened it gave it its number when it was done.
      or r.run_id = h.ended_run) is true as "isCounted"
    from manual_matches h
    join tie_outs t on t.reconciliation_id = h.reconciliation_id
    join runs r on r.run_id = t.last_run
    where h.match_id = ${matchId}::uuid order by t.period`.execute(db);
  return rows;
}
