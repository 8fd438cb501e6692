import { Failure } from '#core/failure/failure.ts';
import { toProblem as problemOf } from '#workflows/failure-map.ts';
import { sentence } from '../format/sentence.ts';

/** What a screen shows of a failure: never a stack, a statement or a secret. */
export interface ShownProblem {
  code: string;
  message: string;
  hint: string | null;
  requestId: string;
  status: number;
}

/** The log keeps what nobody foresaw, under the reference that the reader sees. */
export function toProblem(error: unknown, requestId: string): ShownProblem {
  const { code, message, hint, status } = problemOf(error);
  if (!(error instanceof Failure)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${JSON.stringify({ level: 'error', requestId, code, detail })}\n`);
  }
  return { code, message: sentence(message), hint: hint ?? null, requestId, status };
}
