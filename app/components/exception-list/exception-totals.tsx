import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { ExceptionTotal } from '#app/presenters/exception-list.server.ts';
import { Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { TotalsBar } from '../totals-bar.tsx';

/** Per currency, of everything that the filters let through. */
export function ExceptionTotals({ totals }: { totals: readonly ExceptionTotal[] }) {
  const { style } = useFormats();
  if (totals.length === 0) return null;
  return (
    <TotalsBar
      label="Totals of the filtered exceptions"
      items={totals.map(({ currency, count, difference, absoluteDifference }) => ({
        label: `Difference, ${currency}`,
        value: <Difference difference={difference} currency={currency} strong />,
        detail: (
          <>
            <Amount amount={absoluteDifference} currency={currency} /> in{' '}
            {counted(count, 'exception', 'exceptions', style)}
          </>
        ),
      }))}
    />
  );
}
