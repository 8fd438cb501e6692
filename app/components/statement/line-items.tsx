import type { StatementLine } from '#app/presenters/statement.server.ts';
import { Amount } from '../figures/amount.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { DateText } from '../when.tsx';
import styles from './statement.module.css';

export interface LineItemsProps {
  line: StatementLine;
  currency: string;
  reconciliation: string;
}

/** A line of the statement, which opens to the exceptions that it stands for. What tied out has none. */
export function LineItems({ line, currency, reconciliation }: LineItemsProps) {
  const { words, exceptions, count } = line;
  if (exceptions.length === 0) return words;
  return (
    <details className={styles.line}>
      <summary>{words}</summary>
      <ul className={styles.items}>
        {exceptions.map((one) => (
          <li key={one.exceptionId} className={styles.exception}>
            <ScopedLink to={`/exceptions/${one.exceptionId}`}>{one.key}</ScopedLink>
            <span className={styles.party} dir="auto">
              {one.counterparty}
            </span>
            <DateText date={one.itemDate} />
            <span className={styles.figure}>
              <Amount amount={one.amount} currency={currency} />
            </span>
          </li>
        ))}
      </ul>
      {exceptions.length < count ? (
        <p className={styles.more}>
          The largest {exceptions.length} of {count}.{' '}
          <ScopedLink to={listPath(line, currency, reconciliation)}>See all in the list</ScopedLink>
        </p>
      ) : null}
    </details>
  );
}

function listPath({ class: of, kind }: StatementLine, currency: string, reconciliation: string): string {
  const search = new URLSearchParams({ reconciliation, currency, class: of });
  if (kind !== null) search.set('type', kind);
  return `/exceptions?${search}`;
}
