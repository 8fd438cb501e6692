import type { ReactNode } from 'react';
import type { QuarantineLine } from '#app/presenters/quarantine.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { useScopedPath } from '../scope.ts';
import type { TableColumn } from '../table/column.ts';
import { Table } from '../table/table.tsx';
import { Ago } from '../when.tsx';
import styles from './quarantine.module.css';

const first = (row: QuarantineLine) => row.problems[0];
const place = (row: QuarantineLine) => `${row.file}, row ${row.rowNumber}`;
const rule = (row: QuarantineLine) => (first(row)?.rule ?? '').replaceAll('_', ' ');

function columnsFor(mayReadRaw: boolean): TableColumn<QuarantineLine>[] {
  return [
    {
      id: 'place',
      header: 'File and row',
      card: 'title',
      fixed: true,
      min: 24,
      max: 40,
      cell: place,
      text: place,
    },
    {
      id: 'field',
      header: 'Field',
      card: 'aside',
      min: 12,
      max: 24,
      cell: (row) => first(row)?.field ?? <Absent />,
      text: (row) => first(row)?.field ?? '',
    },
    ...(mayReadRaw
      ? [
          {
            id: 'value',
            header: 'Value',
            card: 'figure',
            min: 16,
            max: 34,
            cell: (row: QuarantineLine) => <Value row={row} />,
            text: (row: QuarantineLine) => first(row)?.value ?? '',
          } as const,
        ]
      : []),
    { id: 'rule', header: 'Rule', card: 'detail', min: 18, max: 30, cell: rule, text: rule },
    {
      id: 'expected',
      header: 'Expected',
      card: 'detail',
      min: 24,
      max: 46,
      cell: (row) => <Expected row={row} />,
      text: (row) => first(row)?.expected ?? '',
    },
    {
      id: 'key',
      header: 'Record key',
      card: 'none',
      min: 12,
      max: 30,
      optional: true,
      cell: (row) => row.recordKey ?? <Absent />,
      text: (row) => row.recordKey ?? '',
    },
    {
      id: 'source',
      header: 'Source',
      card: 'aside',
      min: 8,
      max: 20,
      cell: (row) => row.source,
      text: (row) => row.source,
    },
    {
      id: 'opened',
      header: 'Since',
      align: 'end',
      card: 'aside',
      min: 10,
      max: 12,
      cell: (row) => <Ago at={row.openedAt} />,
      text: (row) => row.openedAt,
    },
  ];
}

function Expected({ row }: { row: QuarantineLine }) {
  const more = row.problems.length - 1;
  return (
    <>
      {first(row)?.expected ?? ''}
      {more > 0 ? (
        <span className={styles.more}>
          {' '}
          and {more} more {more === 1 ? 'problem' : 'problems'}
        </span>
      ) : null}
    </>
  );
}

function Value({ row }: { row: QuarantineLine }) {
  const value = first(row)?.value ?? null;
  return value === null ? <Absent label="no value" /> : <code className={styles.value}>{value}</code>;
}

export function QuarantineTable(props: {
  rows: readonly QuarantineLine[];
  mayReadRaw: boolean;
  toolbar: ReactNode;
  footer: ReactNode;
}) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Quarantined rows, newest first"
      columns={columnsFor(props.mayReadRaw)}
      rows={props.rows}
      rowId={(row) => row.quarantineId}
      {...(props.mayReadRaw
        ? { rowHref: (row: QuarantineLine) => scoped(`/quarantine/${row.quarantineId}`) }
        : {})}
      fill
      toolbar={props.toolbar}
      footer={props.footer}
      empty={<Empty title="No row is in quarantine">Every row that came could be read with certainty.</Empty>}
    />
  );
}
