import type { ReactNode } from 'react';
import type { BacktestRun } from '#app/presenters/backtest.server.ts';
import { TYPE_WORDS } from '../run/open-totals.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import styles from './rules.module.css';

type MatchRow = BacktestRun['samples']['gained'][number];
type ExceptionRow = BacktestRun['samples']['gone'][number];

/** The largest first; the heading says how many there are in all. */
export function MatchSamples({ title, rows, of }: { title: string; rows: readonly MatchRow[]; of: number }) {
  if (of === 0) return null;
  const money = (id: string, header: string, amount: (row: MatchRow) => string): TableColumn<MatchRow> =>
    amountColumn<MatchRow>(
      { id, header },
      { rows, amount, currency: (row) => row.currency, showCurrency: true },
    );
  const left = (row: MatchRow) => recordKeys(row.left, row.leftCount);
  const right = (row: MatchRow) => recordKeys(row.right, row.rightCount);
  const columns: TableColumn<MatchRow>[] = [
    {
      id: 'key',
      header: 'Key',
      card: 'title',
      min: 16,
      max: 34,
      cell: (row) => row.key,
      text: (row) => row.key,
    },
    {
      ...{ id: 'pass', header: 'Pass', card: 'state', min: 12, max: 26 },
      cell: (row) => row.pass ?? 'by hand',
      text: (row) => row.pass ?? 'by hand',
    },
    money('left-amount', 'Left', (row) => row.leftAmount),
    money('right-amount', 'Right', (row) => row.rightAmount),
    { id: 'left', header: 'Left records', card: 'detail', min: 16, max: 40, cell: left, text: left },
    { id: 'right', header: 'Right records', card: 'detail', min: 16, max: 40, cell: right, text: right },
  ];
  return (
    <Sampled title={title} shown={rows.length} of={of}>
      <Table
        caption={title}
        plain
        columns={columns}
        rows={rows}
        rowId={(row) => `${row.pass} ${row.currency} ${row.key}`}
        empty={null}
      />
    </Sampled>
  );
}

export function ExceptionSamples(props: { title: string; rows: readonly ExceptionRow[]; of: number }) {
  const { title, rows, of } = props;
  if (of === 0) return null;
  const type = (row: ExceptionRow) => TYPE_WORDS[row.type] ?? row.type;
  const other = (row: ExceptionRow) => (row.other ? (TYPE_WORDS[row.other.type] ?? row.other.type) : 'none');
  const columns: TableColumn<ExceptionRow>[] = [
    {
      id: 'key',
      header: 'Key',
      card: 'title',
      min: 16,
      max: 34,
      cell: (row) => row.key,
      text: (row) => row.key,
    },
    { id: 'type', header: 'Exception', card: 'state', min: 20, cell: type, text: type },
    amountColumn<ExceptionRow>(
      { id: 'difference', header: 'Difference' },
      { rows, amount: (row) => row.difference, currency: (row) => row.currency, showCurrency: true },
    ),
    { id: 'other', header: 'By the other rules', card: 'detail', min: 18, cell: other, text: other },
  ];
  return (
    <Sampled title={title} shown={rows.length} of={of}>
      <Table
        caption={title}
        plain
        columns={columns}
        rows={rows}
        rowId={(row) => row.exceptionId}
        empty={null}
      />
    </Sampled>
  );
}

function Sampled(props: { title: string; shown: number; of: number; children: ReactNode }) {
  return (
    <div className={styles.version}>
      <h3>
        {props.title} ({props.of})
      </h3>
      {props.children}
      {props.of > props.shown ? (
        <p className={styles.quiet}>
          The {props.shown} largest; {props.of - props.shown} more are not shown.
        </p>
      ) : null}
    </div>
  );
}

function recordKeys(keys: readonly string[], of: number): string {
  if (of === 0) return 'none';
  return of > keys.length ? `${keys.join(', ')} and ${of - keys.length} more` : keys.join(', ');
}
