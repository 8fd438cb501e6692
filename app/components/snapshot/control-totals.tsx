import type { ControlTotal } from '#app/presenters/snapshots.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { amountColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

/** Count and sum per currency. */
export function ControlTotals({ totals }: { totals: readonly ControlTotal[] }) {
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
        amountColumn(
          { id: 'sum', header: 'Sum', min: 20 },
          { amount: (row) => row.sum, currency: (row) => row.currency ?? undefined, rows: totals },
        ),
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
