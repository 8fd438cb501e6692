import { Link2 } from 'lucide-react';
import { counted } from '#app/format/amount.ts';
import { sumDecimals } from '#app/format/decimal-sum.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ExceptionLine } from '#app/presenters/exception-list.server.ts';
import { ButtonLink } from '../button.tsx';
import { Difference } from '../figures/difference.tsx';
import styles from './selection-sum.module.css';

/** How many rows are selected, what their differences add up to in each currency, and matching them by hand. */
export function SelectionSum({
  rows,
  ids,
  matchIn,
}: {
  rows: readonly ExceptionLine[];
  ids: readonly string[];
  /** Entities in which the reader may match by hand. */
  matchIn: readonly string[];
}) {
  const { style } = useFormats();
  if (ids.length === 0) return null;
  const chosen = rows.filter(({ id }) => ids.includes(id));
  // Amounts of two currencies have no difference to sum.
  const summed = chosen.filter(({ type }) => type !== 'currency');
  const currencies = [...new Set(summed.map(({ currency }) => currency))].sort();
  const to = matchPath(chosen);
  return (
    <div className={styles.selection} role="status">
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
      {chosen.every(({ entity }) => matchIn.includes(entity)) ? (
        to === null ? (
          <span className={styles.why}>To match them, select open exceptions of one reconciliation.</span>
        ) : (
          <ButtonLink to={to} small kind="primary" icon={<Link2 size={13} aria-hidden="true" />}>
            Match selected
          </ButtonLink>
        )
      ) : null}
    </div>
  );
}

/** Where the chosen exceptions are matched by hand; null where they cannot be one match. */
function matchPath(chosen: readonly ExceptionLine[]): string | null {
  const [first] = chosen;
  if (!first) return null;
  const isOne = chosen.every(
    ({ name, entity, state }) => name === first.name && entity === first.entity && state === 'open',
  );
  if (!isOne) return null;
  const search = new URLSearchParams(chosen.map(({ id }) => ['exception', id]));
  if (first.period !== '') search.set('period', first.period);
  return `/reconciliations/${encodeURIComponent(first.name)}/match?${search}`;
}
