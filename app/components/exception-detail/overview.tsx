import type { ExceptionDetailData } from '#app/presenters/exception-detail.server.ts';
import { CLASS_WORDS, causeWords } from '../classes/words.ts';
import { Absent, Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { TotalsBar } from '../totals-bar.tsx';
import { Age, DateText, InstantText } from '../when.tsx';

type Shown = Pick<ExceptionDetailData, 'exception' | 'left' | 'right' | 'explained'>;

/** Sums of both sides, difference, whose, since when. */
export function ExceptionOverview({ exception, left, right, explained }: Shown) {
  const { type, difference, currency } = exception;
  return (
    <TotalsBar
      label="In figures"
      items={[
        { label: left.label, value: <Sum side={left} /> },
        { label: right.label, value: <Sum side={right} /> },
        {
          label: 'Difference',
          value:
            type === 'currency' ? (
              'Not subtracted'
            ) : (
              <Difference difference={difference} currency={currency} showCurrency strong />
            ),
          ...(type === 'currency' ? { detail: 'Amounts of two currencies' } : {}),
        },
        {
          label: 'Class',
          value: CLASS_WORDS[explained.class],
          ...(explained.cause === null ? {} : { detail: causeWords(explained.cause) }),
        },
        { label: 'Earliest date', value: <DateText date={exception.itemDate} /> },
        exception.clearedAt === null
          ? { label: 'Age', value: <Age since={exception.openedAt} /> }
          : { label: 'Cleared', value: <InstantText at={exception.clearedAt} /> },
        // Last: a long name takes a line of its own, and moves nothing.
        {
          label: 'Counterparty',
          value:
            exception.counterparty === null ? (
              <Absent label="not named" />
            ) : (
              <bdi>{exception.counterparty}</bdi>
            ),
        },
      ]}
    />
  );
}

function Sum({ side }: { side: ExceptionDetailData['left'] }) {
  if (side.count === 0) return 'No line';
  return <Amount amount={side.amount} currency={side.currency ?? ''} showCurrency />;
}
