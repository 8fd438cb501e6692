import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react';
import styles from './failure-page.module.css';

/** What a loader throws for a failure: see `presenters/problem.server.ts`. */
export interface FailureBody {
  message: string;
  hint: string | null;
  requestId: string;
}

/** The page for what went wrong: what, why, what now, and the reference by which the log is searched. */
export function FailurePage({ path, standalone = false }: { path: string; standalone?: boolean }) {
  const error = useRouteError();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const body = isRouteErrorResponse(error) ? failureBody(error.data) : undefined;
  const words = wordsOf(status, path);
  return (
    <div className={`${styles.failure} ${standalone ? styles.standalone : ''}`}>
      <p className={styles.status}>{status}</p>
      <h1>{words.title}</h1>
      <p className={styles.message}>{body?.message ?? words.message}</p>
      <p className={styles.hint}>{body?.hint ?? words.hint}</p>
      <p className={styles.ways}>
        <Link to="/" reloadDocument={standalone}>
          Go to the overview
        </Link>
      </p>
      {body ? (
        <p className={styles.reference}>
          Reference <code>{body.requestId}</code>
        </p>
      ) : null}
    </div>
  );
}

function failureBody(data: unknown): FailureBody | undefined {
  return typeof data === 'object' && data !== null && 'message' in data ? (data as FailureBody) : undefined;
}

function wordsOf(status: number, path: string): { title: string; message: string; hint: string } {
  if (status === 403) {
    return {
      title: 'You may not see this',
      message: 'Your role does not allow it.',
      hint: 'Ask an administrator for a role that does.',
    };
  }
  if (status === 404) {
    return {
      title: 'There is no such page',
      message: `Nothing is at ${path}.`,
      hint: 'Follow the navigation, or search with Ctrl K.',
    };
  }
  if (status < 500) {
    return {
      title: 'That cannot be done',
      message: 'The request was refused.',
      hint: 'Go back and try again.',
    };
  }
  return {
    title: 'Tieout could not answer',
    message: 'Something failed on our side. Nothing was changed.',
    hint: 'Try again. If it stays so, give the reference and the time to whoever runs Tieout: the log has the rest.',
  };
}
