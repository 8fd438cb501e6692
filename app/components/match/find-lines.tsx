import { useSearchParams } from '@remix-run/react';
import { Plus } from 'lucide-react';
import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { MatchByHandData } from '#app/presenters/match-by-hand.server.ts';
import { ButtonLink } from '../button.tsx';
import { Empty } from '../empty.tsx';
import { Amount } from '../figures/amount.tsx';
import { FilterBar, FilterSearch } from '../filter-bar.tsx';
import styles from './match.module.css';

type Found = NonNullable<MatchByHandData['found']>[number];

/** Looks for further open exceptions by key, counterparty or amount, and adds their lines. */
export function FindLines({ data }: { data: MatchByHandData }) {
  const { found, labels, hasMore, query } = data;
  return (
    <div className={styles.find}>
      <FilterBar names={['q']}>
        <FilterSearch
          label="Search keys, counterparties and amounts"
          placeholder="Key, counterparty or 1234.56"
        />
      </FilterBar>
      {found === null ? null : found.length === 0 ? (
        <Empty title={`Nothing open has “${query}”`}>
          Lines that tie out already are not found here: undo their match first.
        </Empty>
      ) : (
        <ul className={styles.results}>
          {found.map((it) => (
            <Result key={it.id} it={it} labels={labels} />
          ))}
        </ul>
      )}
      {hasMore ? <p className={styles.quiet}>There are more: say more of the key or the amount.</p> : null}
    </div>
  );
}

function Result({ it, labels }: { it: Found; labels: MatchByHandData['labels'] }) {
  const { style } = useFormats();
  const [search] = useSearchParams();
  const more = new URLSearchParams(search);
  more.append('exception', it.id);
  return (
    <li className={styles.result}>
      <span className={styles.resultKey}>
        <bdi>{it.key}</bdi>
        {it.counterparty ? <bdi className={styles.quiet}>{it.counterparty}</bdi> : null}
      </span>
      {(['left', 'right'] as const).map((side) =>
        it[side].count === 0 ? null : (
          <span key={side} className={styles.resultSide}>
            <span className={styles.quiet}>
              {labels[side]}
              {it[side].count > 1 ? `, ${counted(it[side].count, 'line', 'lines', style)}` : ''}
            </span>{' '}
            <Amount amount={it[side].amount} currency={it[side].currency} showCurrency />
          </span>
        ),
      )}
      <ButtonLink
        to={`?${more}`}
        small
        preventScrollReset
        icon={<Plus size={13} aria-hidden="true" />}
        aria-label={`Add ${it.key}`}
      >
        Add
      </ButtonLink>
    </li>
  );
}
