import { SuggestionAmbiguous, SuggestionNotFound } from '#core/reconcile/suggestion-failures.ts';
import { type KnownSuggestion, suggestionsById } from '#db/queries/suggestion-read.ts';
import type { Context } from './context.ts';

export interface SuggestionReference {
  suggestionId: string;
  /** Needed only where reconciliations of equal rules and record keys make the same suggestion. */
  reconciliation?: string | undefined;
}

/** The suggestion of the last run that made it. @throws SuggestionNotFound, SuggestionAmbiguous */
export async function suggestionNamed(
  db: Context['connection']['db'],
  { suggestionId, reconciliation }: SuggestionReference,
): Promise<KnownSuggestion> {
  const all = await suggestionsById(db, suggestionId);
  const found = all.filter((one) => reconciliation === undefined || one.reconciliation === reconciliation);
  const [only] = found;
  if (!only) throw new SuggestionNotFound(suggestionId);
  if (found.length > 1)
    throw new SuggestionAmbiguous(
      suggestionId,
      found.map((one) => one.reconciliation),
    );
  return only;
}
