import {
  ManualMatchEnded,
  ManualMatchInvalid,
  ManualMatchNotFound,
} from '#core/reconcile/manual-failures.ts';
import { checkNote } from '#core/reconcile/manual-match.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import {
  type KnownManualMatch,
  manualMatchById,
  type ShownManualMatch,
} from '#db/queries/manual-match-read.ts';
import { endManualMatch } from '#db/queries/manual-match-store.ts';
import { lockByHand } from '#db/queries/manual-reopen.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';

export interface UndoMatchInput {
  matchId: string;
  /** Why. */
  note: string;
}

/**
 * Takes a match by hand back: its lines go to the passes with the next run. What it was stays readable.
 * @throws ManualMatchNotFound, ManualMatchEnded, ManualMatchInvalid (no note)
 */
export const undoMatch = defineWorkflow<UndoMatchInput, ShownManualMatch>({
  name: 'undo-match',
  permission: 'match.make',
  entityOf: async (context, { matchId }) => (await existing(context.connection.db, matchId)).entity,
  run: async (context, actor, { matchId, note: given }) => {
    const note = checkNote(given);
    if (note === null)
      throw new ManualMatchInvalid(
        'note_missing',
        0,
        'a match is undone with a note',
        'Say why it was wrong.',
      );
    return inTransaction(context.connection, async (trx) => {
      const { reconciliationId, entity, traceId } = await existing(trx, matchId);
      await lockByHand(trx, reconciliationId);
      const by = { at: context.now(), actor: actor.id, note };
      const isEnded = await endManualMatch(trx, { matchId, reconciliationId }, by);
      const { requestHash: _, reconciliationId: __, ...match } = await existing(trx, matchId);
      if (!isEnded) throw ended(match);
      await appendAudit(trx, [
        {
          actor: actor.id,
          entity,
          action: 'match.undone',
          subject: `match:${matchId}`,
          traceId,
          detail: undoDetail(match),
        },
      ]);
      return match;
    });
  },
});

function undoDetail(match: ShownManualMatch): Record<string, unknown> {
  return {
    ...{ reconciliation: match.reconciliation, note: match.endNote },
    ...{ made_by: match.madeBy, made_at: match.madeAt, reason: match.reason },
    ...{ left_count: match.leftCount, right_count: match.rightCount, currency: match.currency },
    ...{ left_amount: match.leftAmount, right_amount: match.rightAmount, difference: match.difference },
  };
}

function ended(match: ShownManualMatch): ManualMatchEnded {
  const state = match.state === 'reopened' ? 'reopened' : 'undone';
  return new ManualMatchEnded(match.matchId, state, match.endedBy ?? '', match.endedAt ?? '');
}

async function existing(db: Context['connection']['db'] | Trx, matchId: string): Promise<KnownManualMatch> {
  const match = await manualMatchById(db, matchId);
  if (!match) throw new ManualMatchNotFound(matchId);
  return match;
}
