import { columnDecimals } from '#app/format/amount.ts';
import type { ControlTotal } from '#app/presenters/snapshots.server.ts';
import { Empty } from '../empty.tsx';
import { Absent, Amount } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { Table } from '../table/table.tsx';

/** Count and sum per currency. */
export function ControlTotals({ totals }: { totals: readonly ControlTotal[] }) {
  const decimals = columnDecimals(
    totals.map(({ sum, currency }) => ({ amount: sum, currency: currency ?? undefined })),
  );
  return (
    <Table
      caption="Control totals per currency"
      plain
      rows={totals}
      rowId={(row) => row.currency ?? 'none'}
      empty={<Empty title="The snapshot holds no row" />}
      columns={[
        {
          id: 'currency',
          header: 'Currency',
          card: 'title',
          min: 12,
          cell: (row) => row.currency ?? 'without currency',
          text: (row) => row.currency ?? '',
        },
        {
          id: 'count',
          header: 'Rows',
          align: 'end',
          card: 'aside',
          cell: (row) => <Count count={row.count} />,
          text: (row) => String(row.count),
        },
        {
          id: 'sum',
          header: 'Sum',
          align: 'end',
          card: 'figure',
          min: 20,
          cell: (row) =>
            row.sum === null ? (
              <Absent label="no money" />
            ) : (
              <Amount
                amount={row.sum}
                {...(row.currency ? { currency: row.currency } : {})}
                alignTo={decimals}
                strong
              />
            ),
          text: (row) => row.sum ?? '',
        },
        {
          id: 'field',
          header: 'Summed field',
          card: 'detail',
          min: 14,
          cell: (row) => row.field?.replaceAll('_', ' ') ?? 'none',
          text: (row) => row.field ?? '',
        },
      ]}
    />
  );
}
