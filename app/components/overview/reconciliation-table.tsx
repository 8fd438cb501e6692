import { columnDecimals } from '#app/format/amount.ts';
import type { ReconciliationState } from '#app/presenters/reconciliation-states.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { Difference } from '../figures/difference.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import { byDecimal, byText, type TableColumn } from '../table/column.ts';
import { differenceWidth } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { Age, Ago } from '../when.tsx';
import styles from './reconciliation-table.module.css';

/** Each reconciliation with its state, what is open in it and since when. */
export function ReconciliationTable({
  reconciliations,
  fill = false,
}: {
  reconciliations: readonly ReconciliationState[];
  fill?: boolean;
}) {
  const scoped = useScopedPath();
  const severalEntities = new Set(reconciliations.map(({ entity }) => entity)).size > 1;
  return (
    <Table
      caption="Reconciliations with their state, open difference and age"
      columns={columnsFor(reconciliations, severalEntities)}
      rows={reconciliations}
      rowId={(row) => `${row.entity} ${row.reconciliation}`}
      rowHref={(row) => scoped(`/reconciliations/${encodeURIComponent(row.reconciliation)}`)}
      fill={fill}
      plain={!fill}
      empty={
        <Empty title="No reconciliation is declared">
          Add one under reconciliations/ in the workspace, then run tieout check.
        </Empty>
      }
    />
  );
}

function columnsFor(
  rows: readonly ReconciliationState[],
  severalEntities: boolean,
): TableColumn<ReconciliationState>[] {
  const decimals = columnDecimals(
    rows.flatMap((row) => row.open.map((it) => ({ amount: it.difference, currency: it.currency }))),
  );
  const openText = (row: ReconciliationState) =>
    row.open.map((it) => `${it.difference} ${it.currency}`).join('; ');
  const openCount = (row: ReconciliationState) =>
    row.run ? [...row.open, ...row.timing].reduce((sum, it) => sum + BigInt(it.count), 0n).toString() : null;
  return [
    {
      id: 'name',
      header: 'Reconciliation',
      card: 'title',
      fixed: true,
      min: 24,
      max: 40,
      cell: (row) => row.title,
      text: (row) => row.title,
      sort: byText((row) => row.title),
    },
    ...(severalEntities
      ? [
          {
            id: 'entity',
            header: 'Entity',
            card: 'detail',
            max: 20,
            cell: (row: ReconciliationState) => row.entity,
            text: (row: ReconciliationState) => row.entity,
            sort: byText((row: ReconciliationState) => row.entity),
          } as const,
        ]
      : []),
    {
      id: 'state',
      header: 'State',
      card: 'state',
      min: 20,
      cell: (row) => <StateBadge state={row.state} word={row.word} />,
      text: (row) => row.word,
      sort: byText((row) => row.word),
    },
    {
      id: 'open',
      header: 'Unexplained difference',
      align: 'end',
      card: 'figure',
      meaning: 'Left minus right. Short: the right side lacks it. Over: it has too much.',
      cell: (row) => <OpenDifferences row={row} decimals={decimals} />,
      text: openText,
      shown: (row) =>
        longest(row.open.map((it) => differenceWidth(it.difference, it.currency, decimals, true))),
    },
    {
      id: 'exceptions',
      header: 'Exceptions',
      align: 'end',
      card: 'aside',
      cell: (row) =>
        openCount(row) === null ? <Absent label="not run" /> : <Count count={openCount(row) ?? '0'} />,
      text: (row) => openCount(row) ?? '',
      sort: byDecimal(openCount),
    },
    {
      id: 'material',
      header: 'Material',
      align: 'end',
      card: 'none',
      cell: (row) => (row.run ? <Count count={row.material} strong /> : <Absent label="not run" />),
      text: (row) => String(row.material),
      sort: byDecimal((row) => String(row.material)),
    },
    {
      id: 'oldest',
      header: 'Oldest',
      align: 'end',
      card: 'aside',
      meaning: 'Days since the oldest open exception was opened',
      cell: (row) => <Age since={row.oldest} />,
      text: (row) => row.oldest ?? '',
      sort: byText((row) => row.oldest),
    },
    {
      id: 'run',
      header: 'Last run',
      align: 'end',
      card: 'detail',
      min: 12,
      cell: (row) => <Ago at={row.run?.finishedAt ?? null} />,
      text: (row) => row.run?.finishedAt ?? '',
      max: 14,
      sort: byText((row) => row.run?.finishedAt ?? null),
    },
  ];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

function OpenDifferences({ row, decimals }: { row: ReconciliationState; decimals: number }) {
  if (row.run === null) return <Absent label="not run" />;
  if (row.open.length === 0) return <Absent />;
  return (
    <span className={styles.stack}>
      {row.open.map((it) => (
        <Difference
          key={it.currency}
          difference={it.difference}
          currency={it.currency}
          showCurrency
          alignTo={decimals}
        />
      ))}
    </span>
  );
}
