import type { FailureKind } from '#core/failure/failure.ts';
import { toProblem } from '#workflows/failure-map.ts';

/** Deterministic: 5 s, 15 s, 45 s, 135 s, then 15 minutes at most. `attempt` counts from 1. */
export function retryDelaySeconds(attempt: number): number {
  return Math.min(5 * 3 ** (attempt - 1), 900);
}

/** Kinds of failure that waiting may cure. A wrong name or a missing right stays wrong however often it is tried. */
const CURED_BY_WAITING: readonly FailureKind[] = ['conflict', 'incomplete', 'unavailable', 'internal'];

/** A failed attempt as fields, for the job's record and the screens; and whether another attempt makes sense. */
export function judgeFailure(
  error: unknown,
  attempt: number,
): { problem: Record<string, unknown>; retry: boolean } {
  const { kind, code, message, hint, fields } = toProblem(error);
  return {
    problem: { kind, code, message, ...(hint === undefined ? {} : { hint }), fields, attempt },
    retry: CURED_BY_WAITING.includes(kind),
  };
}
