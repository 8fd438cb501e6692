import { useFormats } from '#app/format/format-context.tsx';
import type { SuggestionsShown, SuggestionWords } from '#app/presenters/suggestions.server.ts';
import { Difference } from '../figures/difference.tsx';
import { StateBadge } from '../state-badge.tsx';
import { SuggestedLines } from './suggested-lines.tsx';
import styles from './suggestion.module.css';
import { SuggestionActions } from './suggestion-actions.tsx';
import { hasDifference, labelBadge, labelSentence, rivalSentence, scoreSentence } from './words.ts';

/** Suggestions one below the other, each with what speaks for it and what else there is. */
export function Suggestions({ shown, period }: { shown: SuggestionsShown; period: string }) {
  return (
    <ol className={styles.suggestions}>
      {shown.suggestions.map((suggestion, index) => (
        <li key={suggestion.id}>
          <Suggestion suggestion={suggestion} shown={shown} isFirst={index === 0} period={period} />
        </li>
      ))}
    </ol>
  );
}

function Suggestion({
  suggestion,
  shown,
  isFirst,
  period,
}: {
  suggestion: SuggestionWords;
  shown: SuggestionsShown;
  isFirst: boolean;
  period: string;
}) {
  const { style } = useFormats();
  const { runnerUp } = suggestion;
  return (
    <article className={styles.suggestion} aria-label={`Suggestion of ${suggestion.rule}`}>
      <p className={styles.head}>
        <StateBadge {...labelBadge(suggestion, style)} />
        {hasDifference(suggestion) ? (
          <Difference difference={suggestion.difference} currency={suggestion.currency} showCurrency strong />
        ) : null}
        <span>{labelSentence(suggestion, style)}</span>
      </p>
      <SuggestedLines set={suggestion} labels={shown.labels} />
      <p className={styles.score}>
        {scoreSentence(suggestion, style)}{' '}
        <span className={styles.quiet}>
          Rule {suggestion.rule}
          {suggestion.ruleWords ? `: ${suggestion.ruleWords}` : '.'} {shown.threshold}
        </span>
      </p>
      {runnerUp ? (
        <details className={styles.runnerUp} open={isFirst}>
          <summary>{rivalSentence(suggestion, runnerUp, style)}</summary>
          <SuggestedLines set={runnerUp} labels={shown.labels} />
        </details>
      ) : null}
      <SuggestionActions
        suggestion={suggestion}
        mayMatch={shown.mayMatch}
        canRun={shown.canRun}
        isFirst={isFirst}
        period={period}
      />
    </article>
  );
}
