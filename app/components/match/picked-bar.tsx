import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import styles from './match.module.css';
import type { Picked, SideSum } from './sums.ts';

/** Sums of both sides and what is left between them, told as it changes. */
export function PickedBar({ picked, labels }: { picked: Picked; labels: { left: string; right: string } }) {
  return (
    <div className={styles.bar} role="status">
      <dl className={styles.figures} aria-label="What is ticked">
        <Side label={labels.left} sum={picked.left} />
        <Side label={labels.right} sum={picked.right} />
        <div>
          <dt>Left to explain</dt>
          <dd className={styles.figure}>
            {picked.difference === null ? (
              'Not subtracted'
            ) : (
              <Difference difference={picked.difference} currency={picked.currency} showCurrency strong />
            )}
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Side({ label, sum }: { label: string; sum: SideSum }) {
  const { style } = useFormats();
  return (
    <div>
      <dt>
        {label}, {counted(sum.count, 'line', 'lines', style)}
      </dt>
      <dd className={styles.figure}>
        {sum.currencies.length > 1 ? (
          sum.currencies.join(', ')
        ) : sum.count === 0 ? (
          'No line'
        ) : (
          <Amount amount={sum.amount} currency={sum.currencies[0] ?? ''} showCurrency />
        )}
      </dd>
    </div>
  );
}
