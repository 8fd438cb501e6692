import type { ReactNode } from 'react';
import type { FieldProblem } from '#app/presenters/quarantine.server.ts';
import { Absent } from '../figures/amount.tsx';
import { Table } from '../table/table.tsx';
import styles from './quarantine.module.css';

/** What was wrong with a row, field by field. */
export function ProblemTable({ problems, empty }: { problems: readonly FieldProblem[]; empty: ReactNode }) {
  return (
    <Table
      caption="Problems of the row"
      plain
      rows={problems}
      rowId={(row) => `${row.field} ${row.rule} ${problems.indexOf(row)}`}
      empty={empty}
      columns={[
        {
          id: 'field',
          header: 'Field',
          card: 'title',
          min: 14,
          cell: (row) => row.field,
          text: (row) => row.field,
        },
        {
          id: 'column',
          header: 'Column',
          card: 'aside',
          min: 14,
          cell: (row) => row.column ?? <Absent />,
          text: (row) => row.column ?? '',
        },
        {
          id: 'value',
          header: 'Value',
          card: 'figure',
          min: 20,
          max: 50,
          cell: (row) =>
            row.value === null ? (
              <Absent label="no value" />
            ) : (
              <code className={styles.value}>{row.value}</code>
            ),
          text: (row) => row.value ?? '',
        },
        {
          id: 'rule',
          header: 'Rule',
          card: 'detail',
          min: 20,
          cell: (row) => row.rule.replaceAll('_', ' '),
          text: (row) => row.rule,
        },
        {
          id: 'expected',
          header: 'Expected',
          card: 'detail',
          min: 40,
          max: 90,
          cell: (row) => row.expected,
          text: (row) => row.expected,
        },
      ]}
    />
  );
}
