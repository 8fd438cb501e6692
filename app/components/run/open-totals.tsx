import { counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import { Difference } from '../figures/difference.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { TotalsBar } from '../totals-bar.tsx';

interface OpenOfType {
  type: string;
  currency: string;
  count: string;
  difference: string;
}

/** How the types of exceptions are called. */
export const TYPE_WORDS: Record<string, string> = {
  missing_left: 'Missing on the left',
  missing_right: 'Missing on the right',
  amount: 'Amounts differ',
  currency: 'Currencies differ',
  duplicate: 'Duplicates',
  timing: 'Timing',
  part: 'Parts differ',
};

/** Open exceptions of a reconciliation by type and currency. */
export function OpenTotals({
  byType,
  reconciliation,
  ran,
}: {
  byType: readonly OpenOfType[];
  reconciliation: string;
  ran: boolean;
}) {
  const { style } = useFormats();
  if (!ran) return null;
  if (byType.length === 0) return <p>No exception is open.</p>;
  return (
    <TotalsBar
      label="Open exceptions by type"
      items={byType.map((it) => ({
        label: `${TYPE_WORDS[it.type] ?? it.type}, ${it.currency}`,
        value: (
          <ScopedLink
            to={`/exceptions?reconciliation=${encodeURIComponent(reconciliation)}&type=${it.type}&currency=${it.currency}`}
          >
            {counted(it.count, 'exception', 'exceptions', style)}
          </ScopedLink>
        ),
        detail: <Difference difference={it.difference} currency={it.currency} showCurrency />,
      }))}
    />
  );
}
