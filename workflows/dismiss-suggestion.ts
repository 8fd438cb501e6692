import { randomUUID } from 'node:crypto';
import { checkNote } from '#core/reconcile/manual-match.ts';
import { SuggestionDismissed, SuggestionNotDismissed } from '#core/reconcile/suggestion-failures.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { insertDismissal, undoDismissals } from '#db/queries/suggestion-dismissals.ts';
import type { KnownSuggestion } from '#db/queries/suggestion-read.ts';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Context } from './context.ts';
import { defineWorkflow } from './define.ts';
import { type SuggestionReference, suggestionNamed } from './suggestion-named.ts';

export interface DismissedSuggestion {
  suggestionId: string;
  reconciliation: string;
  isDismissed: boolean;
}

const entityOf = async (context: Context, input: SuggestionReference) =>
  (await suggestionNamed(context.connection.db, input)).entity;

/**
 * Puts a suggestion aside: no run shows it again until one of its lines has another amount, currency or date.
 * @throws SuggestionNotFound, SuggestionAmbiguous, SuggestionDismissed, ManualMatchInvalid (a note too long)
 */
export const dismissSuggestion = defineWorkflow<
  SuggestionReference & { note?: string | undefined },
  DismissedSuggestion
>({
  name: 'dismiss-suggestion',
  permission: 'match.make',
  entityOf,
  run: async (context, actor, input) => {
    const note = checkNote(input.note);
    const suggestion = await suggestionNamed(context.connection.db, input);
    const { suggestionId, reconciliationId, linesHash } = suggestion;
    await inTransaction(context.connection, async (trx) => {
      const dismissal = { dismissalId: randomUUID(), reconciliationId, suggestionId, linesHash, note };
      const isNew = await insertDismissal(trx, { ...dismissal, at: context.now(), actor: actor.id });
      if (!isNew) throw new SuggestionDismissed(suggestionId);
      await tell(context, trx, actor.id, suggestion, 'suggestion.dismissed', { note });
    });
    return { suggestionId, reconciliation: suggestion.reconciliation, isDismissed: true };
  },
});

/** Shows a dismissed suggestion again. @throws SuggestionNotFound, SuggestionAmbiguous, SuggestionNotDismissed */
export const restoreSuggestion = defineWorkflow<SuggestionReference, DismissedSuggestion>({
  name: 'restore-suggestion',
  permission: 'match.make',
  entityOf,
  run: async (context, actor, input) => {
    const suggestion = await suggestionNamed(context.connection.db, input);
    const { suggestionId } = suggestion;
    await inTransaction(context.connection, async (trx) => {
      const undone = await undoDismissals(trx, suggestion, { at: context.now(), actor: actor.id });
      const [first] = undone;
      if (!first) throw new SuggestionNotDismissed(suggestionId);
      await tell(context, trx, actor.id, suggestion, 'suggestion.restored', {
        dismissed_by: first.dismissedBy,
      });
    });
    return { suggestionId, reconciliation: suggestion.reconciliation, isDismissed: false };
  },
});

async function tell(
  context: Context,
  trx: Trx,
  actor: string,
  suggestion: KnownSuggestion,
  action: string,
  more: Record<string, unknown>,
): Promise<void> {
  const keys = (side: 'left' | 'right') =>
    suggestion.lines.filter((line) => line.side === side).map(({ recordKey }) => recordKey);
  await appendAudit(trx, [
    {
      actor,
      entity: suggestion.entity,
      action,
      subject: `suggestion:${suggestion.suggestionId}`,
      traceId: context.newTraceId(),
      detail: {
        ...{ reconciliation: suggestion.reconciliation, rule: suggestion.rule, score: suggestion.score },
        ...{ left: keys('left'), right: keys('right'), lines_hash: suggestion.linesHash, ...more },
      },
    },
  ]);
}
