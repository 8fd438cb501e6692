import { sql } from 'kysely';
import type { SuggestionLabel } from '#core/reconcile/tied.ts';
import type { Db } from '../connection.ts';
import { DISMISSAL_JOIN } from './suggestion-dismissals.ts';

export interface SuggestionCount {
  label: SuggestionLabel;
  isDismissed: boolean;
  count: string;
}

/** How many suggestions the last run of a tie-out makes, by label and whether somebody dismissed them. */
export async function suggestionCounts(
  db: Db,
  of: { entity: string; reconciliation: string; period: string },
): Promise<SuggestionCount[]> {
  const { rows } = await sql<SuggestionCount>`
    select s.label, d.dismissal_id is not null as "isDismissed", count(*)::text as count
    from suggestions s join tie_outs t on t.tie_out_id = s.tie_out_id ${DISMISSAL_JOIN}
    where t.entity = ${of.entity} and t.name = ${of.reconciliation} and t.period = ${of.period}
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** A match by hand, in force, that holds a line of a suggestion. */
export interface TakenSuggestion {
  suggestionId: string;
  matchId: string;
  madeBy: string;
  madeAt: string;
  /** It came of accepting this very suggestion. */
  isAccepted: boolean;
}

/** Which of the suggestions have a line that somebody matched by hand since; one match each, the accepting one first. */
export async function takenSuggestions(
  db: Db,
  of: { entity: string; reconciliation: string; suggestionIds: readonly string[] },
): Promise<TakenSuggestion[]> {
  if (of.suggestionIds.length === 0) return [];
  const { rows } = await sql<TakenSuggestion>`
    select distinct on (l.suggestion_id) l.suggestion_id as "suggestionId", h.match_id as "matchId",
      h.made_by as "madeBy", h.made_at as "madeAt",
      coalesce(h.origin ->> 'suggestion_id' = l.suggestion_id::text, false) as "isAccepted"
    from tie_outs t
    join suggestion_lines l on l.tie_out_id = t.tie_out_id and l.suggestion_id = any(${[...of.suggestionIds]}::uuid[])
    join manual_match_lines m on m.reconciliation_id = t.reconciliation_id and m.is_active
      and m.is_left = l.is_left and m.record_hash = l.record_hash and m.record_key = l.record_key
    join manual_matches h on h.match_id = m.match_id
    where t.entity = ${of.entity} and t.name = ${of.reconciliation}
    order by l.suggestion_id, 5 desc, h.made_order`.execute(db);
  return rows;
}
