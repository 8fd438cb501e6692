import { amountText } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { NumberStyle } from '#app/format/number-style.ts';
import type { ShownManualMatch } from '#app/presenters/matches.server.ts';
import styles from './match.module.css';

type Moved = NonNullable<ShownManualMatch['moved']>[number];

/** Which lines moved, and from what to what: why a run reopened the match. */
export function MovedLines({
  moved,
  labels,
}: {
  moved: readonly Moved[];
  labels: { left: string; right: string };
}) {
  const { style } = useFormats();
  return (
    <ul className={styles.moved}>
      {moved.map((line) => (
        <li key={`${line.side} ${line.record_key}`}>
          {labels[line.side]} <code>{line.record_key}</code> was {valueText(line.before, style)};{' '}
          {line.after === null ? 'it is no line any more' : `it is ${valueText(line.after, style)} now`}
        </li>
      ))}
    </ul>
  );
}

function valueText({ amount, currency, date }: Moved['before'], style: NumberStyle): string {
  return `${amountText(amount, { style, currency })}\u00a0${currency}${date === null ? ', without a date' : ` of ${date}`}`;
}
