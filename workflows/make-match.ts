import { randomUUID } from 'node:crypto';
import { definitionHash } from '#core/contract/definition-hash.ts';
import { checkNamedLines, MOST_MEMBERS, type NamedLines } from '#core/reconcile/manual-match.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { exceptionById, runShowing } from '#db/queries/exception-detail-run.ts';
import { allExceptionLines } from '#db/queries/exception-detail-sides.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { ExceptionNotFound } from './export-exception-lines.ts';
import { type MadeMatch, matchByHand } from './match-by-hand.ts';

export interface MakeMatchInput {
  reconciliation: string;
  /** Record keys of lines of each side. */
  left?: readonly string[];
  right?: readonly string[];
  /** Exceptions of the reconciliation: all their lines. */
  exceptionIds?: readonly string[];
  /** Why the amounts differ: one of `REASON_CODES`, with a note. */
  reason?: string | undefined;
  note?: string | undefined;
  /** A UUID by which the request can be repeated without doing it twice; left out: a new one. */
  matchId?: string | undefined;
}

/**
 * Matches lines of both sides by hand, N to M. It counts from the next run of each tie-out on, until its lines change.
 * @throws UnknownName, ExceptionNotFound, ManualMatchInvalid, ManualMatchIdTaken, ManualLineUnknown, ManualLineTaken,
 * ManualCurrenciesMixed, ResidualUnexplained
 */
export const makeMatch = defineWorkflow<MakeMatchInput, MadeMatch>({
  name: 'make-match',
  permission: 'match.make',
  entityOf: (context, { reconciliation }) => declaredReconciliation(context.workspace, reconciliation).entity,
  run: async (context, actor, input) => {
    const rules = declaredReconciliation(context.workspace, input.reconciliation);
    const { left = [], right = [], exceptionIds = [], reason, note } = input;
    // What is named twice is a slip; what is named and stands in a named exception is not.
    if (left.length + right.length > 1) checkNamedLines({ left, right });
    const named = await withExceptions(context, rules, { left, right }, exceptionIds);
    return matchByHand(context, actor, rules, {
      ...{ matchId: input.matchId ?? randomUUID(), named, stated: { reason, note }, origin: null },
      requestHash: definitionHash({
        ...{ left: [...left].sort(), right: [...right].sort(), exceptions: [...exceptionIds].sort() },
        ...{ reconciliation: rules.reconciliation, reason, note },
      }),
    });
  },
});

async function withExceptions(
  context: Context,
  rules: ReconciliationRules,
  named: NamedLines,
  exceptionIds: readonly string[],
): Promise<NamedLines> {
  const keys = { left: new Set(named.left), right: new Set(named.right) };
  for (const id of exceptionIds) {
    const exception = await exceptionById(context.connection.db, id);
    if (exception?.entity !== rules.entity || exception.reconciliation !== rules.reconciliation)
      throw new ExceptionNotFound(id);
    const run = exception.state === 'open' ? await runShowing(context.connection.db, exception) : undefined;
    for (const side of run ? (['left', 'right'] as const) : []) {
      if (!run || exception[`${side}_count`] === 0) continue;
      for await (const lines of allExceptionLines(context.connection, exception, run, side)) {
        for (const { recordKey } of lines) keys[side].add(recordKey);
        if (keys[side].size > MOST_MEMBERS) break; // refused whatever follows
      }
    }
  }
  return { left: [...keys.left], right: [...keys.right] };
}
