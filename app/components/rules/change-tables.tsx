import type { BacktestRun } from '#app/presenters/backtest.server.ts';
import { Empty } from '../empty.tsx';
import { TYPE_WORDS } from '../run/open-totals.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn, countColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

type ExceptionRow = BacktestRun['exceptions'][number];
type LineRow = BacktestRun['lines'][number];

const typeText = (row: ExceptionRow) => TYPE_WORDS[row.type] ?? row.type;

/** Open exceptions by type, class and currency, before and after. */
export function ExceptionChanges({ rows }: { rows: readonly ExceptionRow[] }) {
  const money = (id: string, header: string, which: 'before' | 'after'): TableColumn<ExceptionRow> =>
    amountColumn<ExceptionRow>(
      { id, header },
      { rows, amount: (row) => row[which].difference, currency: (row) => row.currency },
    );
  const columns: TableColumn<ExceptionRow>[] = [
    { id: 'type', header: 'Exceptions', card: 'title', min: 20, cell: typeText, text: typeText },
    {
      ...{ id: 'class', header: 'Class', card: 'state', min: 12 },
      cell: (row) => row.class,
      text: (row) => row.class,
    },
    {
      ...{ id: 'currency', header: 'Currency', card: 'aside', min: 9 },
      cell: (row) => row.currency,
      text: (row) => row.currency,
    },
    countColumn<ExceptionRow>({ id: 'before', header: 'Before' }, (row) => row.before.count),
    money('difference-before', 'Difference before', 'before'),
    countColumn<ExceptionRow>({ id: 'after', header: 'After' }, (row) => row.after.count),
    money('difference-after', 'Difference after', 'after'),
  ];
  return (
    <Table
      caption="Exceptions before and after"
      plain
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.type} ${row.class} ${row.currency}`}
      empty={<Empty title="No exception, before or after" />}
    />
  );
}

/** What became of the lines that tie out in either, per side and currency. */
export function LineChanges({ rows }: { rows: readonly LineRow[] }) {
  const kinds = ['kept', 'gained', 'lost', 'repaired'] as const;
  const names = { kept: 'Kept', gained: 'Gained', lost: 'Lost', repaired: 'Re-paired' };
  const columns: TableColumn<LineRow>[] = [
    {
      ...{ id: 'side', header: 'Matched lines', card: 'title', min: 14 },
      cell: (row) => `${row.side === 'left' ? 'Left' : 'Right'}, ${row.currency}`,
      text: (row) => `${row.side} ${row.currency}`,
    },
    ...kinds.flatMap((kind) => [
      countColumn<LineRow>({ id: kind, header: names[kind] }, (row) => row[kind].count),
      amountColumn<LineRow>(
        { id: `${kind}-amount`, header: `${names[kind]}, sum`, card: 'detail' },
        { rows, amount: (row) => row[kind].amount, currency: (row) => row.currency },
      ),
    ]),
  ];
  return (
    <Table
      caption="Lines that tie out before or after"
      plain
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.side} ${row.currency}`}
      empty={<Empty title="No line ties out, before or after" />}
    />
  );
}
