import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { Facts } from '../facts.tsx';
import { Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { Age, DateText, InstantText } from '../when.tsx';

type Shown = Pick<ExceptionDetailData, 'exception' | 'left' | 'right'>;

/** Sums of both sides, difference, whose, since when. */
export function ExceptionOverview({ exception, left, right }: Shown) {
  const { type, difference, currency } = exception;
  return (
    <Facts
      columns={3}
      facts={[
        { term: left.label, value: <Sum side={left} /> },
        { term: right.label, value: <Sum side={right} /> },
        {
          term: 'Difference',
          value:
            type === 'currency' ? (
              'two currencies: not subtracted'
            ) : (
              <Difference difference={difference} currency={currency} showCurrency strong />
            ),
        },
        { term: 'Counterparty', value: <bdi>{exception.counterparty ?? 'not named'}</bdi> },
        { term: 'Earliest date', value: <DateText date={exception.itemDate} /> },
        exception.clearedAt === null
          ? { term: 'Age', value: <Age since={exception.openedAt} /> }
          : { term: 'Cleared', value: <InstantText at={exception.clearedAt} /> },
      ]}
    />
  );
}

function Sum({ side }: { side: Shown['left'] }) {
  if (side.count === 0) return 'no line';
  return <Amount amount={side.amount} currency={side.currency ?? ''} showCurrency />;
}
