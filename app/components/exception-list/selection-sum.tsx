import { counted } from '#app/format/amount.ts';
import { sumDecimals } from '#app/format/decimal-sum.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ExceptionLine } from '#app/presenters/exception-list.server.ts';
import { Difference } from '../figures/difference.tsx';
import styles from './selection-sum.module.css';

/** How many rows are selected, and what their differences add up to in each currency. */
export function SelectionSum({ rows, ids }: { rows: readonly ExceptionLine[]; ids: readonly string[] }) {
  const { style } = useFormats();
  if (ids.length === 0) return null;
  const chosen = rows.filter(({ id }) => ids.includes(id));
  // Amounts of two currencies have no difference to sum.
  const summed = chosen.filter(({ type }) => type !== 'currency');
  const currencies = [...new Set(summed.map(({ currency }) => currency))].sort();
  return (
    <p className={styles.selection} role="status">
      <strong>{counted(chosen.length, 'row', 'rows', style)} selected</strong>
      {currencies.map((currency) => (
        <Difference
          key={currency}
          difference={sumDecimals(
            summed.filter((row) => row.currency === currency).map(({ difference }) => difference),
          )}
          currency={currency}
          showCurrency
        />
      ))}
    </p>
  );
}
