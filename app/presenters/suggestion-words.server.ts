import { holds } from '#core/access/policy.ts';
import type { SideName } from '#core/reconcile/line.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { SCORE_WEIGHTS } from '#core/reconcile/score.ts';
import { type LostPart, lostParts } from '#core/reconcile/suggestion-loss.ts';
import { type TakenSuggestion, takenSuggestions } from '#db/queries/suggestion-overview.ts';
import type { ShownSuggestion, SuggestedLine } from '#db/queries/suggestion-read.ts';
import { understood } from './exception-detail-rules.server.ts';
import { type PlainLine, plainLines } from './line-words.server.ts';
import type { Viewer } from './screen.server.ts';

/** One side of a suggested set. */
export interface SuggestedSide {
  count: number;
  /** Sum of all its lines, also of those that are not shown. */
  amount: string;
  lines: PlainLine[];
}

export interface SuggestedSetWords {
  id: string;
  currency: string;
  difference: string;
  score: string;
  left: SuggestedSide;
  right: SuggestedSide;
}

export interface SuggestionWords extends SuggestedSetWords {
  reconciliation: string;
  /** Name of the pass, and what it says; null where the rules are not understood any more. */
  rule: string;
  ruleWords: string | null;
  label: ShownSuggestion['label'];
  /** Parts of the score with what each counts, the heaviest first. */
  parts: { part: keyof typeof SCORE_WEIGHTS; score: string; weight: number }[];
  alternatives: number | null;
  /** The best of the others: where it does worse than this one, and where better. */
  runnerUp: (SuggestedSetWords & { lostBy: LostPart[]; wonBy: LostPart[] }) | null;
  dismissed: ShownSuggestion['dismissed'];
  /** A line of it was matched by hand since the run; nothing is left to accept. */
  taken: TakenSuggestion | null;
  /** Under which accepting it is done once, however often it is asked for. */
  matchId: string;
}

export interface SuggestionsShown {
  suggestions: SuggestionWords[];
  labels: Record<SideName, string>;
  /** What would have tied out, as a sentence. */
  threshold: string | null;
  mayMatch: boolean;
  canRun: boolean;
}

/** Suggestions of one reconciliation in words. `rules`: as their run used them. */
export async function suggestionWords(
  viewer: Viewer,
  of: {
    entity: string;
    reconciliation: string;
    rules: ReconciliationRules | undefined;
    suggestions: readonly ShownSuggestion[];
  },
): Promise<SuggestionsShown> {
  const { entity, reconciliation, rules, suggestions } = of;
  const { actor, context } = viewer;
  const taken = await takenSuggestions(context.connection.db, {
    ...{ entity, reconciliation },
    suggestionIds: suggestions.map(({ suggestionId }) => suggestionId),
  });
  const [run] = suggestions;
  const lines = suggestions.flatMap((it) => [...it.lines, ...(it.runnerUp?.lines ?? [])]);
  const inWords = run ? await plainLines(viewer, run.runId, lines) : null;
  const words = rules && understood(rules);
  return {
    suggestions: suggestions.map((it) => ({
      ...setWords(it, inWords),
      ...{ reconciliation, rule: it.rule, label: it.label, alternatives: it.alternatives },
      ruleWords: words?.passes.find(({ name }) => name === it.rule)?.words ?? null,
      parts: partsOf(it.scoreParts),
      runnerUp: it.runnerUp && {
        ...setWords(it.runnerUp, inWords),
        lostBy: it.runnerUp.lostBy,
        wonBy: lostParts(it.scoreParts, it.runnerUp.scoreParts),
      },
      dismissed: it.dismissed,
      taken: taken.find(({ suggestionId }) => suggestionId === it.suggestionId) ?? null,
      matchId: context.newTraceId(),
    })),
    labels: { left: rules?.left.label ?? 'Left side', right: rules?.right.label ?? 'Right side' },
    threshold: words?.threshold ?? null,
    mayMatch: holds(actor, 'match.make', entity),
    canRun: holds(actor, 'reconciliation.run', entity),
  };
}

type Set = Pick<
  ShownSuggestion,
  | 'suggestionId'
  | 'currency'
  | 'difference'
  | 'score'
  | 'leftCount'
  | 'rightCount'
  | 'leftAmount'
  | 'rightAmount'
  | 'lines'
>;

function setWords(set: Set, inWords: ((line: SuggestedLine) => PlainLine) | null): SuggestedSetWords {
  const lines = (side: SideName) =>
    inWords ? set.lines.filter((line) => line.side === side).map(inWords) : [];
  return {
    ...{ id: set.suggestionId, currency: set.currency, difference: set.difference, score: set.score },
    left: { count: set.leftCount, amount: set.leftAmount, lines: lines('left') },
    right: { count: set.rightCount, amount: set.rightAmount, lines: lines('right') },
  };
}

function partsOf(parts: ShownSuggestion['scoreParts']): SuggestionWords['parts'] {
  return (Object.keys(SCORE_WEIGHTS) as (keyof typeof SCORE_WEIGHTS)[]).flatMap((part) => {
    const score = parts[part];
    return score === undefined ? [] : [{ part, score, weight: SCORE_WEIGHTS[part] }];
  });
}
