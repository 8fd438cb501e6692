import { data } from '@remix-run/node';
import { Failure } from '#core/failure/failure.ts';
import { toProblem } from '#workflows/failure-map.ts';
import type { FailureBody } from '../components/failure-page.tsx';

/**
 * What a loader or action throws for a failure, so that the error boundary shows it: the status of its kind, its
 * words and the reference. An error that nobody foresaw is written to the log first; its text is never shown.
 */
export function failureResponse(error: unknown, requestId: string) {
  const problem = toProblem(error);
  if (!(error instanceof Failure)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${JSON.stringify({ level: 'error', requestId, code: problem.code, detail })}\n`);
  }
  const body: FailureBody = { message: problem.message, hint: problem.hint ?? null, requestId };
  return data(body, { status: problem.status });
}
