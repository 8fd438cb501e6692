import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { CurrencySum } from '#app/presenters/overview.server.ts';
import { Amount } from '../figures/amount.tsx';
import { Difference } from '../figures/difference.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { TotalsBar } from '../totals-bar.tsx';

/** Unexplained difference per currency: net with its sign, and what it is made of. */
export function UnexplainedTotals({ currencies, ran }: { currencies: readonly CurrencySum[]; ran: boolean }) {
  const { style } = useFormats();
  if (currencies.length === 0) return ran ? <p>No exception is open.</p> : null;
  return (
    <TotalsBar
      label="Unexplained difference per currency"
      items={currencies.map((sum) => ({
        label: `Unexplained, ${sum.currency}`,
        value: (
          <ScopedLink to={`/exceptions?currency=${sum.currency}`}>
            <Difference difference={sum.difference} currency={sum.currency} strong />
          </ScopedLink>
        ),
        detail: (
          <>
            <Amount amount={sum.absolute} currency={sum.currency} /> in{' '}
            {counted(sum.count, 'exception', 'exceptions', style)}
            {sum.material === '0' ? '' : `, ${sum.material} over materiality`}
            {sum.timingCount === '0' ? '' : `, ${sum.timingCount} of timing only`}
          </>
        ),
      }))}
    />
  );
}
