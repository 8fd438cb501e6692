import { periodEnd } from '#core/reconcile/period.ts';
import type { SuggestionLabel } from '#core/reconcile/tied.ts';
import { exceptionById } from '#db/queries/exception-detail-run.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import {
  type ShownSuggestion,
  type SuggestionCursor,
  suggestionPage,
  suggestionsOfException,
} from '#db/queries/suggestion-read.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { ExceptionNotFound } from './export-exception-lines.ts';

export interface ListSuggestionsInput {
  reconciliation: string;
  /** Left out: the running tie-out, to date. */
  period?: string | undefined;
  /** Those that were dismissed instead of those that were not. */
  dismissed?: boolean | undefined;
  /** Left out or empty: all. */
  labels?: readonly SuggestionLabel[] | undefined;
  after?: SuggestionCursor | undefined;
  limit: number;
}

export interface SuggestionList {
  suggestions: ShownSuggestion[];
  /** `after` of the next page; undefined on the last. */
  next: SuggestionCursor | undefined;
}

/** What the last run of a tie-out suggests, the best first. @throws UnknownName, PeriodInvalid */
export const listSuggestions = defineWorkflow<ListSuggestionsInput, SuggestionList>({
  name: 'list-suggestions',
  permission: 'book.read',
  entityOf: (context, { reconciliation }) => declaredReconciliation(context.workspace, reconciliation).entity,
  run: async (context, _actor, { period = '', dismissed = false, labels, limit, after, reconciliation }) => {
    periodEnd(period);
    const { entity } = declaredReconciliation(context.workspace, reconciliation);
    const of = { entity, reconciliation, period, dismissed, labels, after, limit: limit + 1 };
    const found = await suggestionPage(context.connection.db, of);
    const suggestions = found.slice(0, limit);
    const last = suggestions.at(-1);
    const next = found.length > limit && last && { score: last.score, suggestionId: last.suggestionId };
    return { suggestions, next: next || undefined };
  },
});

/** What the last run suggests for lines of an exception, the best first, dismissed ones last. @throws ExceptionNotFound */
export const listExceptionSuggestions = defineWorkflow<
  { exceptionId: string; limit: number },
  ShownSuggestion[]
>({
  name: 'list-exception-suggestions',
  permission: 'book.read',
  entityOf: async (context, { exceptionId }) => (await existing(context, exceptionId)).entity,
  run: async (context, _actor, { exceptionId, limit }) =>
    suggestionsOfException(context.connection.db, await existing(context, exceptionId), limit),
});

async function existing(context: Context, exceptionId: string): Promise<ExceptionRow> {
  const exception = await exceptionById(context.connection.db, exceptionId);
  if (!exception) throw new ExceptionNotFound(exceptionId);
  return exception;
}
