import { Failure } from '#core/failure/failure.ts';
import { toProblem as problemOf } from '#workflows/failure-map.ts';

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

/** Failures begin with a small letter, so that a command can put its name before them. */
function sentence(message: string): string {
  const capital = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
