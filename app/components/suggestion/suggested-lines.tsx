import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { PlainLine } from '#app/presenters/match-by-hand.server.ts';
import type { SuggestionsShown, SuggestionWords } from '#app/presenters/suggestions.server.ts';
import { Amount } from '../figures/amount.tsx';
import { DateText } from '../when.tsx';
import styles from './suggestion.module.css';

type Sets = Pick<SuggestionWords, 'left' | 'right' | 'currency'>;

/** Both sides of a suggested set beside each other. */
export function SuggestedLines({ set, labels }: { set: Sets; labels: SuggestionsShown['labels'] }) {
  return (
    <div className={styles.sides}>
      <Side label={labels.left} side={set.left} currency={set.currency} />
      <Side label={labels.right} side={set.right} currency={set.currency} />
    </div>
  );
}

function Side({ label, side, currency }: { label: string; side: Sets['left']; currency: string }) {
  const { style } = useFormats();
  const beyond = side.count - side.lines.length;
  return (
    <div className={styles.side}>
      <p className={styles.sideHead}>
        <span>
          {label}
          {side.count > 1 ? `, ${counted(side.count, 'line', 'lines', style)}` : ''}
        </span>
        {side.count === 1 ? null : <Amount amount={side.amount} currency={currency} showCurrency strong />}
      </p>
      {side.count === 0 ? <p className={styles.quiet}>No line: those of the other side cancel.</p> : null}
      <ul className={styles.lines}>
        {side.lines.map((line) => (
          <li key={line.recordKey}>
            <LineWords line={line} />
          </li>
        ))}
      </ul>
      {beyond > 0 ? (
        <p className={styles.quiet}>
          {counted(beyond, 'more line is', 'more lines are', style)} not shown; the sum is of all.
        </p>
      ) : null}
    </div>
  );
}

/** A line: its key, date, amount, and by what people know it again. */
export function LineWords({ line }: { line: PlainLine }) {
  return (
    <span className={styles.line}>
      <span className={styles.lineName}>
        <code>{line.recordKey}</code>
        {line.texts.map((text) => (
          <bdi key={text} className={styles.text}>
            {text}
          </bdi>
        ))}
      </span>
      <DateText date={line.date} />
      <Amount amount={line.amount} currency={line.currency} showCurrency />
    </span>
  );
}
