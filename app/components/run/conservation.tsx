import { signOf } from '#app/format/amount.ts';
import type { RunTotals } from '#app/presenters/reconciliations.server.ts';
import { Empty } from '../empty.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn, countColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

/** Conservation: per side and currency, what went in is what tied out plus what did not, to the last digit. */
export function Conservation({
  totals,
  labels,
}: {
  totals: readonly RunTotals[];
  labels: { left: string; right: string };
}) {
  return (
    <Table
      caption="Conservation per side and currency"
      plain
      columns={columnsFor(totals, labels)}
      rows={totals}
      rowId={(row) => `${row.side} ${row.currency}`}
      empty={<Empty title="No line was in scope">Neither side had a line up to the end of the period.</Empty>}
    />
  );
}

function columnsFor(
  totals: readonly RunTotals[],
  labels: { left: string; right: string },
): TableColumn<RunTotals>[] {
  const money = (id: 'total' | 'matched' | 'unmatched' | 'explained', header: string, meaning: string) =>
    amountColumn<RunTotals>(
      { id, header, meaning, card: 'detail' },
      { amount: (row) => row[id], currency: (row) => row.currency, rows: totals },
    );
  const count = (id: 'lineCount' | 'matchedCount' | 'unmatchedCount', header: string) =>
    countColumn<RunTotals>({ id, header }, (row) => row[id]);
  return [
    {
      id: 'side',
      header: 'Side',
      card: 'title',
      min: 16,
      cell: (row) => `${labels[row.side]}, ${row.currency}`,
      text: (row) => `${labels[row.side]}, ${row.currency}`,
    },
    count('lineCount', 'Lines'),
    money('total', 'Total', 'Sum of all lines in scope'),
    count('matchedCount', 'Tied out'),
    money('matched', 'Sum tied out', 'Sum of the lines in matches'),
    count('unmatchedCount', 'Open'),
    money('unmatched', 'Sum open', 'Sum of the lines in exceptions'),
    money('explained', 'Of it explained', 'Shown beside what is open, never taken off it'),
    {
      id: 'proof',
      header: 'Proof',
      card: 'state',
      min: 12,
      meaning: 'Tied out plus open equals the total',
      cell: (row) => (
        <StateBadge state={holds(row) ? 'tied' : 'broken'} word={holds(row) ? 'Conserved' : 'Broken'} plain />
      ),
      text: (row) => (holds(row) ? 'Conserved' : 'Broken'),
    },
  ];
}

function holds(row: RunTotals): boolean {
  return (
    signOf(row.remainder) === 0 &&
    BigInt(row.matchedCount) + BigInt(row.unmatchedCount) === BigInt(row.lineCount)
  );
}
