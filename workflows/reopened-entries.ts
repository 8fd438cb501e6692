import type { NewAuditEntry } from '#core/audit/entry.ts';
import type { RunResult } from '#db/queries/reconcile.ts';

/** An audit entry for each match by hand that a run ended: whose it was, and every line that moved, before and after. */
export function reopenedEntries(
  run: Pick<RunResult, 'runId' | 'reopenedByHand'>,
  of: Pick<NewAuditEntry, 'actor' | 'entity' | 'traceId'>,
): NewAuditEntry[] {
  return run.reopenedByHand.map(({ matchId, madeBy, moved }) => ({
    ...of,
    action: 'match.reopened',
    subject: `match:${matchId}`,
    detail: { run: run.runId, made_by: madeBy, moved },
  }));
}
