import type { ContractWords } from '#app/presenters/sources.server.ts';
import { Empty } from '../empty.tsx';
import { Facts } from '../facts.tsx';
import { Hash } from '../hash.tsx';
import { Table } from '../table/table.tsx';
import styles from './contracts.module.css';

type FieldRow = ContractWords['fields'][number];

export function Contracts({ contracts }: { contracts: readonly ContractWords[] }) {
  if (contracts.length === 0)
    return (
      <Empty title="No contract is declared for this source">
        Add one under contracts/ in the workspace.
      </Empty>
    );
  return (
    <div className={styles.contracts}>
      {contracts.map((contract) => (
        <details key={contract.contract} className={styles.contract}>
          <summary className={styles.summary}>
            <span className={styles.name}>{contract.contract}</span> version {contract.version},{' '}
            {contract.dataset.replaceAll('_', ' ')}
          </summary>
          <div className={styles.body}>
            <Facts
              facts={[
                { term: 'Mode', value: contract.mode, wide: true },
                { term: 'Format', value: contract.format, wide: true },
                { term: 'Key', value: <code>{contract.key}</code> },
                { term: 'Hash', value: <Hash value={contract.hash} short /> },
                {
                  term: 'Checks',
                  value:
                    contract.checks.length === 0
                      ? 'none'
                      : contract.checks.map((check) => `${check.name} (${check.onFail})`).join(', '),
                  wide: true,
                },
              ]}
            />
            <Table
              caption={`Fields of ${contract.contract}`}
              plain
              rows={contract.fields}
              rowId={(row) => row.field}
              empty={<Empty title="No field is mapped" />}
              columns={[
                {
                  id: 'field',
                  header: 'Field',
                  card: 'title',
                  min: 18,
                  cell: (row: FieldRow) => row.field,
                  text: (row: FieldRow) => row.field,
                },
                {
                  id: 'from',
                  header: 'From',
                  card: 'detail',
                  min: 18,
                  max: 50,
                  cell: (row: FieldRow) => row.from,
                  text: (row: FieldRow) => row.from,
                },
                {
                  id: 'type',
                  header: 'Type',
                  card: 'aside',
                  min: 10,
                  cell: (row: FieldRow) => row.type,
                  text: (row: FieldRow) => row.type,
                },
                {
                  id: 'optional',
                  header: 'Needed',
                  card: 'aside',
                  min: 8,
                  cell: (row: FieldRow) => (row.optional ? 'optional' : 'required'),
                  text: (row: FieldRow) => (row.optional ? 'optional' : 'required'),
                },
              ]}
            />
          </div>
        </details>
      ))}
    </div>
  );
}
