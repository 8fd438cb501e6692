import { useFetcher } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Acted } from '#app/presenters/screen.server.ts';
import { type ButtonKind, buttonClass } from '../button.tsx';
import { Problem } from '../problem.tsx';
import { ScopedLink } from '../scoped-link.tsx';
import styles from './job-button.module.css';
import { JobWatch } from './job-watch.tsx';

export interface JobButtonProps {
  /** A verb. */
  label: string;
  /** Said while the job is queued or runs. */
  doing: string;
  icon?: ReactNode;
  kind?: ButtonKind;
  small?: boolean;
  /** Path of the action; default: the page. */
  action?: string;
  fields?: Readonly<Record<string, string>>;
}

/** Queues a job and then shows how far it is, where it was asked for. It works as a plain form too. */
export function JobButton({ label, doing, icon, kind, small, action, fields = {} }: JobButtonProps) {
  const fetcher = useFetcher<Acted<{ jobId: string | null }>>();
  const busy = fetcher.state !== 'idle';
  const answer = fetcher.data;
  return (
    <div className={styles.place}>
      <fetcher.Form method="post" {...(action === undefined ? {} : { action })}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" className={buttonClass(kind, small)} disabled={busy}>
          {icon}
          {busy ? 'Asking…' : label}
        </button>
      </fetcher.Form>
      {answer?.problem ? <Problem title={answer.problem.message} hint={answer.problem.hint} /> : null}
      {answer && !answer.problem && answer.jobId ? (
        <JobWatch key={answer.jobId} jobId={answer.jobId} doing={doing} />
      ) : null}
      {answer && !answer.problem && answer.jobId === null ? (
        <p className={styles.note} role="status">
          An equal job is waiting already. <ScopedLink to="/jobs">See the jobs</ScopedLink>
        </p>
      ) : null}
    </div>
  );
}
