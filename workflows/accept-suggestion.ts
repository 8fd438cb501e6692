import { randomUUID } from 'node:crypto';
import { definitionHash } from '#core/contract/definition-hash.ts';
import { compare, decimal } from '#core/money/decimal.ts';
import { type StaleLine, SuggestionStale } from '#core/reconcile/suggestion-failures.ts';
import { manualMatchById } from '#db/queries/manual-match-read.ts';
import type { FoundLine } from '#db/queries/manual-match-store.ts';
import type { KnownSuggestion, SuggestedLine } from '#db/queries/suggestion-read.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { type MadeMatch, matchByHand } from './match-by-hand.ts';
import { type SuggestionReference, suggestionNamed } from './suggestion-named.ts';

export interface AcceptSuggestionInput extends SuggestionReference {
  /** Needed where the amounts differ. */
  reason?: string | undefined;
  note?: string | undefined;
  matchId?: string | undefined;
}

/**
 * Matches the lines of a suggestion by hand, and keeps with the match which pass suggested it and with what score.
 * @throws SuggestionNotFound, SuggestionAmbiguous, SuggestionStale where its lines changed or were matched since; and as
 * `make-match`, ResidualUnexplained among them
 */
export const acceptSuggestion = defineWorkflow<AcceptSuggestionInput, MadeMatch>({
  name: 'accept-suggestion',
  permission: 'match.make',
  entityOf: async (context, input) => {
    // A repeated request finds its match, also when no run makes the suggestion any more.
    const before = input.matchId && (await manualMatchById(context.connection.db, input.matchId));
    return before ? before.entity : (await suggestionNamed(context.connection.db, input)).entity;
  },
  run: async (context, actor, input) => {
    const { reason, note, suggestionId, matchId = randomUUID() } = input;
    const requestHash = definitionHash({ suggestion: suggestionId.toLowerCase(), reason, note });
    const before = await manualMatchById(context.connection.db, matchId);
    if (before?.requestHash === requestHash) {
      const { requestHash: _, reconciliationId: __, ...match } = before;
      return { match, isNew: false };
    }
    const suggestion = await suggestionNamed(context.connection.db, input);
    const rules = declaredReconciliation(context.workspace, suggestion.reconciliation);
    const keys = (side: 'left' | 'right') =>
      suggestion.lines.filter((line) => line.side === side).map(({ recordKey }) => recordKey);
    return matchByHand(context, actor, rules, {
      ...{ matchId, requestHash, stated: { reason, note }, origin: originOf(suggestion) },
      named: { left: keys('left'), right: keys('right') },
      check: (found) => {
        const stale = suggestion.lines.flatMap((line) => staleness(line, found));
        if (stale.length > 0) throw new SuggestionStale(suggestion.suggestionId, stale);
      },
    });
  },
});

function originOf(suggestion: KnownSuggestion) {
  return {
    suggestion_id: suggestion.suggestionId,
    ...{ period: suggestion.period, pass: suggestion.pass, rule: suggestion.rule, label: suggestion.label },
    ...{ score: suggestion.score, score_parts: suggestion.scoreParts },
  };
}

function staleness({ side, recordKey, ...seen }: SuggestedLine, found: readonly FoundLine[]): StaleLine[] {
  const line = found.find((one) => one.side === side && one.recordKey === recordKey);
  if (!line) return [{ side, recordKey, why: 'gone' }];
  const isAsSeen =
    compare(line.amount, decimal(seen.amount)) === 0 &&
    line.currency === seen.currency &&
    line.date === seen.date;
  if (!isAsSeen) return [{ side, recordKey, why: 'changed' }];
  return line.takenBy ? [{ side, recordKey, why: 'matched' }] : [];
}
