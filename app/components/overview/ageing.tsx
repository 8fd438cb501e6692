import { lazy } from 'react';
import { amountText, counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { AgeSum } from '#app/presenters/overview.server.ts';
import { ChartWithTable } from '../charts/chart-with-table.tsx';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { Section } from '../page.tsx';
import { amountColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

const AgeBars = lazy(() => import('../charts/age-bars.tsx'));

export interface AgeBucket {
  label: string;
  count: string;
  absolute: string;
}

interface AgeingProps {
  limits: readonly number[];
  sums: readonly AgeSum[];
  currency: string | null;
}

/** Open exceptions of one currency by age. */
export function AgeingChart({ limits, sums, currency }: AgeingProps) {
  const { style } = useFormats();
  if (currency === null) return null;
  const buckets = bucketsOf(limits, sums, currency);
  const oldest = buckets.findLast((bucket) => bucket.count !== '0');
  const money = (amount: string) => amountText(amount, { currency, style });
  return (
    <Section title="Age of open exceptions">
      <ChartWithTable
        title="Age of open exceptions"
        worthDrawing={oldest !== undefined}
        sentence={
          oldest === undefined
            ? `No exception is open in ${currency}.`
            : `The oldest group is ${oldest.label} old: ${counted(oldest.count, 'exception', 'exceptions', style)} with ${money(oldest.absolute)} ${currency} without regard to sign.`
        }
        chart={<AgeBars buckets={buckets} currency={currency} />}
        table={
          <Table
            caption="Open exceptions by age"
            plain
            rows={buckets}
            rowId={(row) => row.label}
            empty={<Empty title="No exception is open" />}
            columns={[
              {
                id: 'age',
                header: 'Age',
                card: 'title',
                min: 14,
                cell: (row) => row.label,
                text: (row) => row.label,
              },
              {
                id: 'count',
                header: 'Exceptions',
                align: 'end',
                card: 'aside',
                cell: (row) => <Count count={row.count} />,
                text: (row) => row.count,
              },
              amountColumn(
                { id: 'sum', header: `Sum without sign, ${currency}` },
                { amount: (row) => row.absolute, currency: () => currency, rows: buckets },
              ),
            ]}
          />
        }
      />
    </Section>
  );
}

function bucketsOf(limits: readonly number[], sums: readonly AgeSum[], currency: string): AgeBucket[] {
  return Array.from({ length: limits.length + 1 }, (_, bucket) => {
    const sum = sums.find((it) => it.bucket === bucket && it.currency === currency);
    const first = bucket === 0 ? 0 : (limits[bucket - 1] ?? 0) + 1;
    const last = limits[bucket];
    return {
      label: last === undefined ? `over ${first - 1} d` : `${first}–${last} d`,
      count: sum?.count ?? '0',
      absolute: sum?.absolute ?? '0',
    };
  });
}
