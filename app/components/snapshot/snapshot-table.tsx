import type { ReactNode } from 'react';
import { amountText } from '#app/format/amount.ts';
import { PLAIN_STYLE } from '#app/format/number-style.ts';
import type { ControlTotal, SnapshotLine } from '#app/presenters/snapshots.server.ts';
import { Empty } from '../empty.tsx';
import { Absent, Amount } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { useScopedPath } from '../scope.ts';
import { Completeness } from '../source/stream-table.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';
import styles from './snapshot.module.css';

const title = (row: SnapshotLine) => `${row.source}, ${row.dataset.replaceAll('_', ' ')}`;

const COLUMNS: TableColumn<SnapshotLine>[] = [
  {
    id: 'stream',
    header: 'Source and dataset',
    card: 'title',
    fixed: true,
    min: 24,
    max: 44,
    cell: title,
    text: title,
  },
  {
    id: 'no',
    header: 'Snapshot',
    align: 'end',
    card: 'aside',
    cell: (row) => row.snapshotNo,
    text: (row) => String(row.snapshotNo),
  },
  {
    id: 'state',
    header: 'State',
    card: 'state',
    min: 13,
    cell: (row) => <Completeness completeness={row.completeness} />,
    text: (row) => row.completeness,
  },
  {
    id: 'rows',
    header: 'Rows',
    align: 'end',
    card: 'detail',
    cell: (row) => <Count count={row.rowCount} />,
    text: (row) => row.rowCount,
  },
  {
    id: 'opened',
    header: 'Changed',
    align: 'end',
    card: 'none',
    meaning: 'Versions of records that this snapshot began',
    cell: (row) => <Count count={row.openedCount} />,
    text: (row) => row.openedCount,
  },
  {
    id: 'closed',
    header: 'Ended',
    align: 'end',
    card: 'none',
    meaning: 'Versions of records that this snapshot ended',
    cell: (row) => <Count count={row.closedCount} />,
    text: (row) => row.closedCount,
  },
  {
    id: 'totals',
    header: 'Control totals',
    align: 'end',
    card: 'figure',
    cell: (row) => <Totals totals={row.controlTotals} />,
    text: (row) => totalsText(row.controlTotals),
    shown: (row) => totalsWidth(row.controlTotals),
  },
  {
    id: 'asOf',
    header: 'As of',
    card: 'detail',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.asOf} />,
    text: (row) => row.asOf,
  },
  {
    id: 'confirmed',
    header: 'Last confirmed',
    card: 'none',
    optional: true,
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.confirmedAt} />,
    text: (row) => row.confirmedAt,
  },
  {
    id: 'entity',
    header: 'Entity',
    card: 'none',
    min: 10,
    max: 24,
    cell: (row) => row.entity,
    text: (row) => row.entity,
  },
];

/** All of them, for copying. */
function totalsText(totals: readonly ControlTotal[]): string {
  return totals.map(({ sum, currency }) => `${sum ?? ''} ${currency ?? ''}`.trim()).join('; ');
}

/** The longest as it is drawn, for the width of the column. */
function totalsWidth(totals: readonly ControlTotal[]): string {
  const drawn = totals.map(({ sum, currency }) =>
    sum === null ? '' : `${amountText(sum, { style: PLAIN_STYLE, ...(currency ? { currency } : {}) })} EUR`,
  );
  return drawn.sort((a, b) => b.length - a.length)[0] ?? '';
}

function Totals({ totals }: { totals: readonly ControlTotal[] }) {
  const money = totals.filter(({ sum }) => sum !== null);
  if (money.length === 0) return <Absent label="no money" />;
  return (
    <span className={styles.stack}>
      {money.map((total) => (
        <Amount
          key={total.currency}
          amount={total.sum}
          {...(total.currency ? { currency: total.currency } : {})}
          showCurrency
        />
      ))}
    </span>
  );
}

export function SnapshotTable(props: {
  snapshots: readonly SnapshotLine[];
  toolbar: ReactNode;
  footer: ReactNode;
}) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Snapshots, newest first"
      columns={COLUMNS}
      rows={props.snapshots}
      rowId={(row) => row.snapshotId}
      rowHref={(row) => scoped(`/snapshots/${row.snapshotId}`)}
      fill
      toolbar={props.toolbar}
      footer={props.footer}
      empty={
        <Empty title="No snapshot fits">Clear the filters, or take in the first file of a source.</Empty>
      }
    />
  );
}
