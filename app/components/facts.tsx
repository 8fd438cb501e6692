import type { ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  term: string;
  value: ReactNode;
  /** Long values, such as hashes, take a whole line. */
  wide?: boolean;
}

/** Facts about one thing, as a definition list. */
export function Facts({
  facts,
  columns = 2,
}: {
  facts: readonly (Fact | undefined | false)[];
  columns?: 1 | 2 | 3;
}) {
  return (
    <dl className={`${styles.facts} ${styles[`columns${columns}`]}`}>
      {facts.map((fact) =>
        fact ? (
          <div key={fact.term} className={`${styles.fact} ${fact.wide ? styles.wide : ''}`}>
            <dt>{fact.term}</dt>
            <dd>{fact.value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
