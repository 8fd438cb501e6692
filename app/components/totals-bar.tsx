import type { ReactNode } from 'react';
import styles from './totals-bar.module.css';

export interface TotalsItem {
  label: string;
  value: ReactNode;
  /** Under the value: what it is made of. */
  detail?: ReactNode;
}

/** Figures that sum up what is below: of everything that is filtered, not only of what is loaded. */
export function TotalsBar({ items, label }: { items: readonly TotalsItem[]; label: string }) {
  return (
    <dl className={styles.totals} aria-label={label}>
      {items.map((item) => (
        <div key={item.label} className={styles.item}>
          <dt>{item.label}</dt>
          <dd className={styles.value}>{item.value}</dd>
          {item.detail ? <dd className={styles.detail}>{item.detail}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
