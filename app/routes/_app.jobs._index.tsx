import type { MetaFunction } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { FilterBar, FilterSelect } from '#app/components/filter-bar.tsx';
import { HistoryTable, RunningTable } from '#app/components/job/job-tables.tsx';
import { ScheduleTable } from '#app/components/job/schedule-table.tsx';
import { Page, Section } from '#app/components/page.tsx';
import { Pagination } from '#app/components/pagination.tsx';
import { presentJobs } from '#app/presenters/jobs.server.ts';
import { screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentJobs);
export const meta: MetaFunction = () => [{ title: 'Jobs · Tieout' }];

const ENDED = [
  { value: 'done', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];

export default function Jobs() {
  const { running, history, older, schedules } = useLoaderData<typeof loader>();
  useFollowing(running.length > 0);
  return (
    <Page title="Jobs" lead={lead(running)}>
      {running.length > 0 ? (
        <Section title="Waiting and running">
          <RunningTable jobs={running} />
        </Section>
      ) : null}
      <Section
        title="Schedules"
        lead="Times are in the zone of the schedule; the next one is shown in the zone of this page."
      >
        <ScheduleTable schedules={schedules} />
      </Section>
      <Section title="History">
        <HistoryTable
          jobs={history}
          toolbar={
            <FilterBar names={['state']}>
              <FilterSelect name="state" label="Outcome" any="Any" options={ENDED} />
            </FilterBar>
          }
          footer={<Pagination after={older} shown={history.length} noun="jobs" />}
        />
      </Section>
    </Page>
  );
}

function lead(running: readonly { state: string }[]): string {
  const busy = running.filter(({ state }) => state === 'running').length;
  const waiting = running.length - busy;
  if (running.length === 0) return 'Nothing runs or waits.';
  return `${busy} ${busy === 1 ? 'job runs' : 'jobs run'}, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}.`;
}

const ASK_EVERY_MS = 2_000;

/** Keeps the page up to date while something runs and it is looked at. */
function useFollowing(active: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && revalidate(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [active, revalidate]);
}
