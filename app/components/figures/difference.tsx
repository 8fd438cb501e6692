import { type AmountFormat, amountText, signOf } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { Absent } from './amount.tsx';
import styles from './figures.module.css';

export interface DifferenceProps extends Omit<AmountFormat, 'style' | 'signed'> {
  /** Left minus right, as decimal text. */
  difference: string | null;
  showCurrency?: boolean;
  strong?: boolean;
  /** Leaves the word out, where the column's header says it. The sign stays. */
  bare?: boolean;
  /** The amount of one side only, of two that cannot be subtracted: it is neither short nor over. */
  incomparable?: boolean;
}

/**
 * What the sign of a difference (left minus right) means for the right side, in one word: it is short of what the left
 * says, or over it. The sign itself is shown as it is stored and exported.
 */
export function differenceWord(difference: string): 'short' | 'over' | 'even' {
  const sign = signOf(difference);
  return sign > 0 ? 'short' : sign < 0 ? 'over' : 'even';
}

/** A difference with its sign and its word: "+12.50 short", "−3.00 over". */
export function Difference({
  difference,
  showCurrency,
  strong,
  bare,
  incomparable,
  ...format
}: DifferenceProps) {
  const { style } = useFormats();
  if (difference === null) return <Absent />;
  const word = incomparable ? '' : differenceWord(difference);
  const tone = word === 'even' || incomparable ? styles.quiet : strong ? styles.strong : undefined;
  return (
    <span className={`${styles.figure} ${tone ?? ''}`}>
      {amountText(difference, { ...format, style, signed: incomparable ? 'minus' : 'always' })}
      {showCurrency && format.currency ? <span className={styles.currency}>{format.currency}</span> : null}
      {bare ? null : <span className={styles.word}>{word}</span>}
    </span>
  );
}
