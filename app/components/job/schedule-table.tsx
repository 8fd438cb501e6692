import type { ScheduleLine } from '#app/presenters/jobs.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { byText, type TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { Ago, InstantText } from '../when.tsx';
import { jobTitle } from './job-state.ts';

const does = (row: ScheduleLine) => jobTitle({ kind: row.job, target: row.target });

const COLUMNS: TableColumn<ScheduleLine>[] = [
  {
    id: 'name',
    header: 'Schedule',
    card: 'title',
    min: 20,
    max: 40,
    cell: (row) => row.name,
    text: (row) => row.name,
  },
  { id: 'does', header: 'Does', card: 'detail', min: 22, max: 40, cell: does, text: does },
  {
    id: 'next',
    header: 'Next',
    card: 'aside',
    shown: () => MINUTE_WIDE,
    cell: (row) =>
      row.nextFire ? <InstantText at={row.nextFire} /> : <Absent label="the scheduler has not started" />,
    text: (row) => row.nextFire ?? '',
    sort: byText((row) => row.nextFire),
  },
  {
    id: 'last',
    header: 'Last',
    align: 'end',
    card: 'aside',
    min: 10,
    max: 12,
    cell: (row) => <Ago at={row.lastFire} />,
    text: (row) => row.lastFire ?? '',
  },
  {
    id: 'cron',
    header: 'Cron',
    card: 'detail',
    min: 14,
    cell: (row) => <code>{row.cron}</code>,
    text: (row) => row.cron,
  },
  { id: 'zone', header: 'Zone', card: 'detail', min: 16, cell: (row) => row.zone, text: (row) => row.zone },
];

/** Schedules as declared, with their next and last times. */
export function ScheduleTable({ schedules }: { schedules: readonly ScheduleLine[] }) {
  return (
    <Table
      caption="Schedules"
      plain
      columns={COLUMNS}
      rows={schedules}
      rowId={(row) => row.name}
      empty={<Empty title="Nothing is scheduled">Add schedules to schedules.yaml in the workspace.</Empty>}
    />
  );
}
