import type { StatementProof } from '#app/presenters/snapshots.server.ts';
import { Empty } from '../empty.tsx';
import { Amount } from '../figures/amount.tsx';
import { Count } from '../figures/count.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { amountColumn } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';

function columnsFor(rows: readonly StatementProof[]): TableColumn<StatementProof>[] {
  const money = (id: 'opening' | 'entriesTotal' | 'closing', header: string) =>
    amountColumn<StatementProof>(
      { id, header, card: 'detail' },
      { amount: (row) => row[id], currency: (row) => row.currency, showCurrency: true, rows },
    );
  return [
    {
      id: 'account',
      header: 'Account',
      card: 'title',
      min: 18,
      max: 36,
      cell: (row) => row.account,
      text: (row) => row.account,
    },
    {
      id: 'sequence',
      header: 'Statement',
      card: 'aside',
      min: 10,
      max: 24,
      cell: (row) => row.sequence,
      text: (row) => row.sequence,
    },
    {
      id: 'proof',
      header: 'Proof',
      card: 'state',
      min: 12,
      cell: (row) => (
        <StateBadge
          state={row.proven ? 'tied' : 'broken'}
          word={row.proven ? 'Proven' : 'Not proven'}
          plain
        />
      ),
      text: (row) => (row.proven ? 'Proven' : 'Not proven'),
    },
    money('opening', 'Opening balance'),
    {
      id: 'count',
      header: 'Entries',
      align: 'end',
      card: 'detail',
      cell: (row) => <Count count={row.entryCount} />,
      text: (row) => String(row.entryCount),
    },
    money('entriesTotal', 'Sum of entries'),
    money('closing', 'Closing balance'),
    {
      id: 'difference',
      header: 'Missing',
      align: 'end',
      card: 'figure',
      min: 14,
      meaning: 'Closing balance less opening balance and entries',
      cell: (row) =>
        row.difference === null ? (
          'a balance is not stated'
        ) : (
          <Amount amount={row.difference} currency={row.currency} signed="always" strong />
        ),
      text: (row) => row.difference ?? 'a balance is not stated',
    },
  ];
}

/** Of each statement: opening balance, entries, closing balance, and what is missing between them. */
export function StatementProofs({ proofs }: { proofs: readonly StatementProof[] }) {
  const worstFirst = proofs.toSorted((a, b) => Number(a.proven) - Number(b.proven));
  return (
    <Table
      caption="Proof of the statements"
      plain
      columns={columnsFor(worstFirst)}
      rows={worstFirst}
      rowId={(row) => `${row.account} ${row.sequence} ${row.currency} ${proofs.indexOf(row)}`}
      empty={<Empty title="No statement" />}
    />
  );
}
