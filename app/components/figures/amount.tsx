import { type AmountFormat, amountText, signOf } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import styles from './figures.module.css';

export interface AmountProps extends Omit<AmountFormat, 'style'> {
  /** Decimal text as the database gave it; null: there is none. */
  amount: string | null;
  /** Writes the currency code behind the amount. */
  showCurrency?: boolean;
  quiet?: boolean;
  strong?: boolean;
}

/** An exact amount in tabular figures: grouped, padded to the minor unit, never rounded or shortened. */
export function Amount({ amount, showCurrency = false, quiet, strong, ...format }: AmountProps) {
  const { style } = useFormats();
  if (amount === null) return <Absent />;
  const tone = quiet || signOf(amount) === 0 ? styles.quiet : strong ? styles.strong : undefined;
  return (
    <span className={`${styles.figure} ${tone ?? ''}`}>
      {amountText(amount, { ...format, style })}
      {showCurrency && format.currency ? <span className={styles.currency}>{format.currency}</span> : null}
    </span>
  );
}

/** Where a value is missing by nature, not zero. */
export function Absent({ label = 'none' }: { label?: string }) {
  return (
    <span className={styles.absent}>
      <span aria-hidden="true">–</span>
      <span className={styles.hidden}>{label}</span>
    </span>
  );
}
