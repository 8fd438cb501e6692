import { useFetcher, useRevalidator } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { JobData } from '#app/presenters/jobs.server.ts';
import { Problem } from '../problem.tsx';
import { Progress } from '../progress.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import { StateBadge } from '../state-badge.tsx';
import styles from './job-button.module.css';
import { hasEnded, JOB_STATES } from './job-state.ts';

const ASK_EVERY_MS = 1_000;

/** Follows a job until it ends, then brings the page up to date. */
export function JobWatch({ jobId, doing }: { jobId: string; doing: string }) {
  const fetcher = useFetcher<JobData>();
  const { revalidate } = useRevalidator();
  const job = fetcher.data?.job;
  const ended = job !== undefined && hasEnded(job.state);
  const load = useRef(fetcher.load);
  load.current = fetcher.load;
  useEffect(() => {
    if (ended) {
      revalidate();
      return;
    }
    load.current(`/jobs/${jobId}`);
    const timer = setInterval(() => load.current(`/jobs/${jobId}`), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [jobId, ended, revalidate]);

  if (!ended) {
    const { step, done, of, detail } = job?.progress ?? {
      step: job?.state === 'running' ? doing : 'Waiting for a worker',
    };
    return (
      <div className={styles.watch} role="status">
        <Progress
          step={step}
          {...(done === undefined ? {} : { done })}
          {...(of === undefined ? {} : { of })}
          {...(detail === undefined ? {} : { detail })}
        />
      </div>
    );
  }
  if (job.problem) return <Problem title={job.problem.message} hint={job.problem.hint} />;
  const { state, word } = JOB_STATES[job.state];
  return (
    <p className={styles.done} role="status">
      <StateBadge state={state} word={word} />
      <ScopedLink to={`/jobs/${jobId}`}>See the job</ScopedLink>
    </p>
  );
}
