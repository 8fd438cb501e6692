import type { MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { buttonClass } from '#app/components/button.tsx';
import { Facts } from '#app/components/facts.tsx';
import { Hash } from '#app/components/hash.tsx';
import { hasEnded, JOB_STATES, jobTitle } from '#app/components/job/job-state.ts';
import { Page, Section } from '#app/components/page.tsx';
import { Problem } from '#app/components/problem.tsx';
import { Progress } from '#app/components/progress.tsx';
import { StateBadge } from '#app/components/state-badge.tsx';
import { InstantText } from '#app/components/when.tsx';
import { durationText } from '#app/format/time.ts';
import { manageJob, presentJob } from '#app/presenters/jobs.server.ts';
import { acting, screen } from '#app/presenters/screen.server.ts';

export const loader = screen(presentJob);
export const action = acting(manageJob);
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data ? jobTitle(data.job) : 'Job'} · Tieout` },
];

export default function Job() {
  const { job, payload, result, worker, traceId, canManage } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  const ended = hasEnded(job.state);
  useFollowing(!ended);
  const step = !ended ? 'cancel' : job.state === 'done' ? undefined : 'retry';
  return (
    <Page
      title={jobTitle(job)}
      parent={{ to: '/jobs', label: 'Jobs' }}
      state={<StateBadge {...JOB_STATES[job.state]} />}
      lead={`Job ${job.jobId}, for ${job.actor}`}
      actions={
        canManage && step ? (
          <Form method="post">
            <button
              type="submit"
              name="step"
              value={step}
              className={buttonClass()}
              disabled={busy || job.cancelRequested}
            >
              {step === 'retry' ? 'Try again' : job.cancelRequested ? 'Stopping…' : 'Cancel job'}
            </button>
          </Form>
        ) : null
      }
    >
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      {job.problem ? <Problem title={job.problem.message} hint={job.problem.hint} /> : null}
      {job.state === 'running' ? <Progress {...(job.progress ?? { step: 'Started' })} /> : null}
      <Facts
        facts={[
          { term: 'Entity', value: job.entity === '' ? 'every entity' : job.entity },
          { term: 'Attempts', value: `${job.attempts} of ${job.maxAttempts}` },
          { term: 'Queued', value: <InstantText at={job.createdAt} seconds /> },
          { term: 'Not before', value: <InstantText at={job.runAfter} seconds /> },
          { term: 'Started', value: <InstantText at={job.startedAt} seconds /> },
          { term: 'Ended', value: <InstantText at={job.finishedAt} seconds /> },
          {
            term: 'Took',
            value:
              job.startedAt && job.finishedAt ? durationText(job.startedAt, job.finishedAt) : 'not yet known',
          },
          { term: 'Worker', value: worker ?? 'none' },
          { term: 'Trace', value: <Hash value={traceId} />, wide: true },
        ]}
      />
      <Section title="What it was asked to do">
        <Facts columns={1} facts={payload.map(({ name, value }) => ({ term: name, value }))} />
      </Section>
      {result.length > 0 ? (
        <Section title="What came of it">
          <Facts columns={1} facts={result.map(({ name, value }) => ({ term: name, value }))} />
        </Section>
      ) : null}
    </Page>
  );
}

const ASK_EVERY_MS = 1_500;

function useFollowing(active: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && revalidate(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [active, revalidate]);
}
