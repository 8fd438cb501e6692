import { durationText } from '#app/format/time.ts';
import type { RunLine } from '#app/presenters/reconciliations.server.ts';
import { Empty } from '../empty.tsx';
import { Count } from '../figures/count.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { InstantText } from '../when.tsx';

const count = (
  id: 'matchCount' | 'exceptionCount' | 'openedCount' | 'clearedCount' | 'reopenedCount',
  header: string,
): TableColumn<RunLine> => ({
  ...{ id, header, align: 'end', card: 'detail' },
  cell: (row) => <Count count={row[id]} />,
  text: (row) => row[id],
});

const COLUMNS: TableColumn<RunLine>[] = [
  {
    id: 'run',
    header: 'Run',
    card: 'title',
    fixed: true,
    min: 8,
    cell: (row) => `Run ${row.runId}`,
    text: (row) => `Run ${row.runId}`,
  },
  {
    id: 'finished',
    header: 'Finished',
    card: 'aside',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.finishedAt} />,
    text: (row) => row.finishedAt,
  },
  {
    id: 'state',
    header: 'Input',
    card: 'state',
    min: 13,
    cell: (row) => <RunState status={row.status} />,
    text: (row) => row.status,
  },
  count('matchCount', 'Matches'),
  count('exceptionCount', 'Open'),
  count('openedCount', 'Opened'),
  count('clearedCount', 'Cleared'),
  count('reopenedCount', 'Reopened'),
  {
    id: 'took',
    header: 'Took',
    align: 'end',
    card: 'none',
    min: 8,
    cell: (row) => durationText(row.startedAt, row.finishedAt),
    text: (row) => durationText(row.startedAt, row.finishedAt),
  },
  {
    id: 'actor',
    header: 'By',
    card: 'detail',
    min: 12,
    max: 30,
    cell: (row) => row.actor,
    text: (row) => row.actor,
  },
];

/** Runs of a reconciliation, newest first. */
export function RunTable({ runs }: { runs: readonly RunLine[] }) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Runs"
      plain
      columns={COLUMNS}
      rows={runs}
      rowId={(row) => row.runId}
      rowHref={(row) => scoped(`/runs/${row.runId}`)}
      empty={<Empty title="It has not run for this period">Run it, or let a schedule do so.</Empty>}
    />
  );
}

export function RunState({ status }: { status: RunLine['status'] }) {
  return status === 'complete' ? (
    <StateBadge state="tied" word="Complete" plain />
  ) : (
    <StateBadge state="broken" word="Incomplete" plain />
  );
}
