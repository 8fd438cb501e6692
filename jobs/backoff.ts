import { Failure, type FailureKind } from '#core/failure/failure.ts';

/** Deterministic: 5 s, 15 s, 45 s, 135 s, then 15 minutes at most. `attempt` counts from 1. */
export function retryDelaySeconds(attempt: number): number {
  return Math.min(5 * 3 ** (attempt - 1), 900);
}

/** Kinds of failure that waiting may cure. A wrong name or a missing right stays wrong however often it is tried. */
const CURED_BY_WAITING: readonly FailureKind[] = ['conflict', 'incomplete', 'unavailable', 'internal'];

export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof Failure) || CURED_BY_WAITING.includes(error.kind);
}

/** A failure as fields, for the job's record and the screens. */
export function problemOf(error: unknown, attempt: number): Record<string, unknown> {
  if (error instanceof Failure) {
    const { name, message, kind, hint, stack: _, ...fields } = error as Failure & Record<string, unknown>;
    return {
      kind,
      name: error.name,
      message: error.message,
      ...(error.hint ? { hint: error.hint } : {}),
      attempt,
      fields,
    };
  }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { kind: 'internal', name, message, attempt };
}
