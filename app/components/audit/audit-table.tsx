import { useSearchParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { AuditShown } from '#app/presenters/audit.server.ts';
import { Empty } from '../empty.tsx';
import { Hash } from '../hash.tsx';
import { changedSearch } from '../scope.ts';
import { ScopedLink } from '../scoped-link.tsx';
import type { TableColumn } from '../table/column.ts';
import { SECOND_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';
import styles from './audit.module.css';

const detail = (row: AuditShown) => row.detail.map(({ name, value }) => `${name} ${value}`).join(', ');

const COLUMNS: TableColumn<AuditShown>[] = [
  {
    id: 'seq',
    header: 'Entry',
    align: 'end',
    card: 'aside',
    fixed: true,
    cell: (row) => row.seq,
    text: (row) => row.seq,
  },
  {
    id: 'at',
    header: 'At',
    card: 'aside',
    shown: () => SECOND_WIDE,
    cell: (row) => <InstantText at={row.at} seconds />,
    text: (row) => row.at,
  },
  {
    id: 'action',
    header: 'Action',
    card: 'title',
    min: 22,
    max: 34,
    cell: (row) => row.action,
    text: (row) => row.action,
  },
  {
    id: 'actor',
    header: 'Actor',
    card: 'detail',
    min: 20,
    max: 34,
    cell: (row) => row.actor,
    text: (row) => row.actor,
  },
  {
    id: 'subject',
    header: 'Subject',
    card: 'detail',
    min: 18,
    max: 44,
    cell: (row) => <Subject subject={row.subject} />,
    text: (row) => row.subject,
  },
  { id: 'detail', header: 'Detail', card: 'detail', min: 40, max: 90, cell: detail, text: detail },
  {
    id: 'entity',
    header: 'Entity',
    card: 'none',
    min: 10,
    max: 20,
    cell: (row) => (row.entity === '*' ? 'every' : row.entity),
    text: (row) => row.entity,
  },
  {
    id: 'trace',
    header: 'Trace',
    card: 'none',
    optional: true,
    min: 36,
    cell: (row) => row.traceId ?? '',
    text: (row) => row.traceId ?? '',
  },
  {
    id: 'hash',
    header: 'Hash',
    card: 'none',
    optional: true,
    min: 14,
    max: 14,
    cell: (row) => <Hash value={row.hash} short />,
    text: (row) => row.hash,
  },
];

/** Everything about the same thing, at one press. */
function Subject({ subject }: { subject: string }) {
  const [search] = useSearchParams();
  return (
    <ScopedLink to={changedSearch(search, { subject })} className={styles.subject}>
      {subject}
    </ScopedLink>
  );
}

export function AuditTable({
  entries,
  toolbar,
  footer,
}: {
  entries: readonly AuditShown[];
  toolbar: ReactNode;
  footer: ReactNode;
}) {
  return (
    <Table
      caption="Audit entries, newest first"
      columns={COLUMNS}
      rows={entries}
      rowId={(row) => row.seq}
      fill
      toolbar={toolbar}
      footer={footer}
      empty={<Empty title="No entry fits">Clear the filters: they look for whole values.</Empty>}
    />
  );
}
