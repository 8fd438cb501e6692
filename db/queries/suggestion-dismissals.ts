import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../transaction.ts';

/** Joins to suggestion `s` of tie-out `t` the dismissal `d` that is in force for it with its lines as they are. */
export const DISMISSAL_JOIN: RawBuilder<unknown> = sql`left join suggestion_dismissals d
  on d.reconciliation_id = t.reconciliation_id and d.suggestion_id = s.suggestion_id and d.undone_at is null
  and d.lines_hash = s.lines_hash`;

export interface NewDismissal {
  dismissalId: string;
  reconciliationId: number;
  suggestionId: string;
  linesHash: string;
  note: string | null;
  at: Date;
  actor: string;
}

/** False where it is dismissed already. */
export async function insertDismissal(trx: Trx, dismissal: NewDismissal): Promise<boolean> {
  const { rows } = await sql`
    insert into suggestion_dismissals (dismissal_id, reconciliation_id, suggestion_id, lines_hash, note, dismissed_at,
      dismissed_by)
    values (${dismissal.dismissalId}, ${dismissal.reconciliationId}, ${dismissal.suggestionId}, ${dismissal.linesHash},
      ${dismissal.note}, ${dismissal.at}, ${dismissal.actor})
    on conflict (reconciliation_id, suggestion_id, lines_hash) where undone_at is null do nothing
    returning dismissal_id`.execute(trx);
  return rows.length > 0;
}

export interface UndoneDismissal {
  dismissalId: string;
  dismissedBy: string;
}

/** Takes back what is in force for the suggestion, whatever its amounts were; gives what it took back. */
export async function undoDismissals(
  trx: Trx,
  of: { reconciliationId: number; suggestionId: string },
  by: { at: Date; actor: string },
): Promise<UndoneDismissal[]> {
  const { rows } = await sql<UndoneDismissal>`
    update suggestion_dismissals set undone_at = ${by.at}, undone_by = ${by.actor}
    where reconciliation_id = ${of.reconciliationId} and suggestion_id = ${of.suggestionId} and undone_at is null
    returning dismissal_id as "dismissalId", dismissed_by as "dismissedBy"`.execute(trx);
  return rows;
}
