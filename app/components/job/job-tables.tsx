import type { ReactNode } from 'react';
import { durationText } from '#app/format/time.ts';
import type { JobLine } from '#app/presenters/jobs.server.ts';
import { Empty } from '../empty.tsx';
import { Absent } from '../figures/amount.tsx';
import { Progress } from '../progress.tsx';
import { useScopedPath } from '../scope.ts';
import { StateBadge } from '../state-badge.tsx';
import type { TableColumn } from '../table/column.ts';
import { MINUTE_WIDE } from '../table/columns.tsx';
import { Table } from '../table/table.tsx';
import { Ago, InstantText } from '../when.tsx';
import { JOB_STATES, jobTitle } from './job-state.ts';
import styles from './job-tables.module.css';

const TITLE: TableColumn<JobLine> = {
  id: 'job',
  header: 'Job',
  card: 'title',
  fixed: true,
  min: 22,
  max: 40,
  cell: jobTitle,
  text: jobTitle,
};
const STATE: TableColumn<JobLine> = {
  ...{ id: 'state', header: 'State', card: 'state', min: 13 },
  cell: (row) => <StateBadge {...JOB_STATES[row.state]} plain />,
  text: (row) => JOB_STATES[row.state].word,
};
const ACTOR: TableColumn<JobLine> = {
  id: 'actor',
  header: 'For',
  card: 'detail',
  min: 14,
  max: 32,
  cell: (row) => row.actor,
  text: (row) => row.actor,
};
const ATTEMPTS: TableColumn<JobLine> = {
  ...{ id: 'attempts', header: 'Attempts', align: 'end', card: 'none' },
  cell: (row) => `${row.attempts} of ${row.maxAttempts}`,
  text: (row) => `${row.attempts} of ${row.maxAttempts}`,
};

const RUNNING: TableColumn<JobLine>[] = [
  TITLE,
  STATE,
  {
    id: 'progress',
    header: 'Progress',
    card: 'detail',
    min: 34,
    max: 44,
    cell: (row) => <JobProgress job={row} />,
    text: (row) => row.progress?.step ?? '',
  },
  {
    id: 'since',
    header: 'Since',
    align: 'end',
    card: 'aside',
    min: 10,
    max: 12,
    cell: (row) => <Ago at={row.startedAt ?? row.createdAt} />,
    text: (row) => row.startedAt ?? row.createdAt,
  },
  ATTEMPTS,
  ACTOR,
];

function JobProgress({ job }: { job: JobLine }) {
  if (job.state === 'queued') return <span className={styles.quiet}>Waits for a worker</span>;
  if (job.progress === null) return <Progress step="Started" />;
  return (
    <span className={styles.progress}>
      <Progress {...job.progress} />
    </span>
  );
}

const HISTORY: TableColumn<JobLine>[] = [
  TITLE,
  STATE,
  {
    id: 'problem',
    header: 'Problem',
    card: 'detail',
    min: 30,
    max: 70,
    cell: (row) => row.problem?.message ?? <Absent />,
    text: (row) => row.problem?.message ?? '',
  },
  {
    id: 'finished',
    header: 'Ended',
    card: 'aside',
    shown: () => MINUTE_WIDE,
    cell: (row) => <InstantText at={row.finishedAt} />,
    text: (row) => row.finishedAt ?? '',
  },
  {
    id: 'took',
    header: 'Took',
    align: 'end',
    card: 'aside',
    min: 9,
    cell: (row) =>
      row.startedAt && row.finishedAt ? durationText(row.startedAt, row.finishedAt) : <Absent />,
    text: (row) => (row.startedAt && row.finishedAt ? durationText(row.startedAt, row.finishedAt) : ''),
  },
  ATTEMPTS,
  ACTOR,
];

export function RunningTable({ jobs }: { jobs: readonly JobLine[] }) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Jobs that wait or run"
      plain
      columns={RUNNING}
      rows={jobs}
      rowId={(row) => row.jobId}
      rowHref={(row) => scoped(`/jobs/${row.jobId}`)}
      empty={<Empty title="Nothing runs or waits" />}
    />
  );
}

export function HistoryTable({
  jobs,
  toolbar,
  footer,
}: {
  jobs: readonly JobLine[];
  toolbar: ReactNode;
  footer: ReactNode;
}) {
  const scoped = useScopedPath();
  return (
    <Table
      caption="Jobs that have ended, newest first"
      columns={HISTORY}
      rows={jobs}
      rowId={(row) => row.jobId}
      rowHref={(row) => scoped(`/jobs/${row.jobId}`)}
      toolbar={toolbar}
      footer={footer}
      empty={<Empty title="No job has ended so">A pull, a run or a publication leaves one here.</Empty>}
    />
  );
}
