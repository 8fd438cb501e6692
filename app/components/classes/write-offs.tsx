import type { WriteOffPage } from '#app/presenters/reconciliations.server.ts';
import type { WriteOffLine } from '#app/presenters/write-offs.server.ts';
import { Empty } from '../empty.tsx';
import { useScopedPath } from '../scope.ts';
import type { TableColumn } from '../table/column.ts';
import { countColumn, differenceColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

type Total = WriteOffPage['totals'][number];

/** What is proposed to be written off, per account and currency. */
export function WriteOffTotals({ totals, to }: { totals: readonly Total[]; to?: string }) {
  const scoped = useScopedPath();
  const columns: TableColumn<Total>[] = [
    {
      ...{ id: 'account', header: 'Account', card: 'title', min: 14 },
      cell: (row) => row.account,
      text: (row) => row.account,
    },
    countColumn<Total>({ id: 'count', header: 'Proposals' }, (row) => row.count),
    differenceColumn<Total>(
      { id: 'amount', header: 'Amount' },
      { rows: totals, amount: (row) => row.amount, currency: (row) => row.currency, showCurrency: true },
    ),
  ];
  return (
    <Table
      caption="Write-off proposals per account"
      plain
      columns={columns}
      rows={totals}
      rowId={(row) => `${row.account} ${row.currency}`}
      {...(to === undefined ? {} : { rowHref: () => scoped(to) })}
      empty={<Empty title="Nothing is proposed for write-off" />}
    />
  );
}

/** The proposals one by one. */
export function WriteOffTable({ lines }: { lines: readonly WriteOffLine[] }) {
  const scoped = useScopedPath();
  const columns: TableColumn<WriteOffLine>[] = [
    {
      ...{ id: 'key', header: 'Key', card: 'title', fixed: true, min: 18, max: 46 },
      cell: (row) => <bdi>{row.key}</bdi>,
      text: (row) => row.key,
    },
    differenceColumn<WriteOffLine>(
      { id: 'amount', header: 'Amount' },
      { rows: lines, amount: (row) => row.amount, currency: (row) => row.currency, showCurrency: true },
    ),
    {
      ...{ id: 'account', header: 'Account', card: 'aside', min: 10 },
      cell: (row) => row.account,
      text: (row) => row.account,
    },
    {
      ...{ id: 'pass', header: 'Tied out by', card: 'detail', min: 14, max: 30 },
      cell: (row) => row.pass,
      text: (row) => row.pass,
    },
    {
      ...{ id: 'run', header: 'Since', card: 'detail', min: 10 },
      meaning: 'The run that first proposed it',
      cell: (row) => `Run ${row.fromRun}`,
      text: (row) => `Run ${row.fromRun}`,
    },
  ];
  return (
    <Table
      caption="Write-off proposals"
      columns={columns}
      rows={lines}
      rowId={(row) => row.id}
      rowHref={(row) => scoped(`/runs/${row.fromRun}`)}
      empty={
        <Empty title="Nothing is proposed for write-off">
          Rules with a rounding limit propose what of a match's difference lies within it.
        </Empty>
      }
    />
  );
}
