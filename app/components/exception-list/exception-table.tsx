import { useSearchParams } from '@remix-run/react';
import { useMemo } from 'react';
import type { ExceptionListData } from '#app/presenters/exception-list.server.ts';
import { Pagination } from '../pagination.tsx';
import { Table } from '../table/table.tsx';
import { exceptionColumns } from './exception-columns.tsx';
import { ExceptionFilters } from './exception-filters.tsx';
import { NoExceptions } from './no-exceptions.tsx';
import { SelectionSum } from './selection-sum.tsx';

/** A page of exceptions, filtered and sorted by the address. */
export function ExceptionTable({ list }: { list: ExceptionListData }) {
  const [search] = useSearchParams();
  // The page of one knows what stands before and after it in this list.
  const query = search.size === 0 ? '' : `?${search}`;
  const columns = useMemo(() => exceptionColumns(list), [list]);
  return (
    <Table
      caption="Exceptions"
      columns={columns}
      rows={list.rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/exceptions/${row.id}${query}`}
      fill
      selectable
      selectionActions={(ids) => <SelectionSum rows={list.rows} ids={ids} matchIn={list.matchIn} />}
      defaultSort={{ by: 'difference', descending: true }}
      toolbar={<ExceptionFilters {...list} />}
      footer={
        <Pagination
          before={list.previous}
          after={list.next}
          shown={list.rows.length}
          total={list.count}
          noun="exceptions"
        />
      }
      empty={<NoExceptions why={list.emptiness} incomplete={list.incomplete.length > 0} />}
    />
  );
}
