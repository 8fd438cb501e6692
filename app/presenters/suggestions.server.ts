import { UnknownName } from '#core/failure/failure.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { SuggestionLabel } from '#core/reconcile/tied.ts';
import { runById } from '#db/queries/run-read.ts';
import { isUuid } from '#db/queries/snapshot-read.ts';
import { suggestionCounts } from '#db/queries/suggestion-overview.ts';
import type { ShownSuggestion, SuggestionCursor } from '#db/queries/suggestion-read.ts';
import { acceptSuggestion } from '#workflows/accept-suggestion.ts';
import { dismissSuggestion, restoreSuggestion } from '#workflows/dismiss-suggestion.ts';
import { listSuggestions } from '#workflows/list-suggestions.ts';
import { understood } from './exception-detail-rules.server.ts';
import { filled, readableReconciliation } from './reconciliation-of.server.ts';
import type { Viewer } from './screen.server.ts';
import { type SuggestionsShown, suggestionWords } from './suggestion-words.server.ts';

export type { SuggestionsShown, SuggestionWords } from './suggestion-words.server.ts';

export const SUGGESTION_LABELS = ['unique', 'alternatives', 'truncated', 'difference'] as const;

export interface SuggestionListData extends SuggestionsShown {
  reconciliation: string;
  title: string;
  /** Of the filter. */
  count: string;
  /** Of all, whatever the filter. */
  open: string;
  dismissed: string;
  next: string | undefined;
}

const PAGE = 20;

/** What the last run of a tie-out suggests, the best first. */
export async function presentSuggestions(viewer: Viewer): Promise<SuggestionListData> {
  const { context, actor, search, period } = viewer;
  const rules = readableReconciliation(viewer);
  const { entity, reconciliation } = rules;
  const [isDismissed, label] = [search.get('show') === 'dismissed', labelOf(search.get('label'))];
  const [{ suggestions, next }, counts] = await Promise.all([
    listSuggestions(context, actor, {
      ...{ reconciliation, period, dismissed: isDismissed, limit: PAGE },
      labels: label ? [label] : [],
      after: cursorOf(search.get('after')),
    }),
    suggestionCounts(context.connection.db, { entity, reconciliation, period }),
  ]);
  const count = (dismissed: boolean, of?: SuggestionLabel) =>
    String(
      counts
        .filter((it) => it.isDismissed === dismissed && (of === undefined || it.label === of))
        .reduce((sum, it) => sum + BigInt(it.count), 0n),
    );
  return {
    ...(await suggestionWords(viewer, {
      ...{ entity, reconciliation, suggestions },
      rules: await rulesOfRun(viewer, rules, suggestions),
    })),
    ...{ reconciliation, title: rules.title },
    ...{ count: count(isDismissed, label), open: count(false), dismissed: count(true) },
    next: next && `${next.score}_${next.suggestionId}`,
  };
}

/** As the run that suggests used them, else as they are declared. */
async function rulesOfRun(
  { context }: Viewer,
  declared: ReconciliationRules,
  [first]: readonly ShownSuggestion[],
): Promise<ReconciliationRules> {
  const run = first && (await runById(context.connection.db, first.runId));
  const kept = run?.rules as ReconciliationRules | null | undefined;
  return kept && understood(kept) ? kept : declared;
}

const labelOf = (text: string | null): SuggestionLabel | undefined =>
  SUGGESTION_LABELS.find((label) => label === text);

/** What `next` wrote; undefined for anything else, which shows the first page. */
function cursorOf(text: string | null): SuggestionCursor | undefined {
  const [, score = '', suggestionId = ''] = /^(\d{1,3}(?:\.\d{1,8})?)_(.+)$/.exec(text ?? '') ?? [];
  return isUuid(suggestionId) ? { score, suggestionId } : undefined;
}

/** What became of a suggestion that somebody acted on. */
export type SuggestionDone =
  | { done: 'accepted'; suggestionId: string; matchId: string }
  | { done: 'dismissed' | 'restored'; suggestionId: string };

/** Accepts, dismisses or restores the suggestion that the form names. */
export async function actOnSuggestion(viewer: Viewer, form: FormData): Promise<SuggestionDone> {
  const { context, actor, params } = viewer;
  const named = { suggestionId: filled(form, 'suggestion') ?? '', reconciliation: params.name ?? '' };
  const { suggestionId } = named;
  const note = filled(form, 'note');
  const step = filled(form, 'step') ?? '';
  if (step === 'accept') {
    const given = { reason: filled(form, 'reason'), note, matchId: filled(form, 'match') };
    const { match } = await acceptSuggestion(context, actor, { ...named, ...given });
    return { done: 'accepted', suggestionId, matchId: match.matchId };
  }
  if (step === 'dismiss') {
    await dismissSuggestion(context, actor, { ...named, note });
    return { done: 'dismissed', suggestionId };
  }
  if (step === 'restore') {
    await restoreSuggestion(context, actor, named);
    return { done: 'restored', suggestionId };
  }
  throw new UnknownName('step', step, ['accept', 'dismiss', 'restore']);
}
