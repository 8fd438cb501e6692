import { Failure, type FailureKind } from '#core/failure/failure.ts';

/** 0 fine; 1 our fault; 2 bad usage or configuration; 3 exceptions over threshold; 4 incomplete or rejected input. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** What `reconcile` ends with when an exception is over its threshold. It is a result, not a failure. */
export const EXIT_EXCEPTIONS: ExitCode = 3;

const MAP: Record<FailureKind, { status: number; exitCode: ExitCode }> = {
  usage: { status: 400, exitCode: 2 },
  configuration: { status: 500, exitCode: 2 }, // over HTTP it is not the caller's fault
  unauthenticated: { status: 401, exitCode: 2 },
  denied: { status: 403, exitCode: 2 },
  not_found: { status: 404, exitCode: 2 },
  conflict: { status: 409, exitCode: 2 },
  rejected_input: { status: 422, exitCode: 4 },
  incomplete: { status: 409, exitCode: 4 },
  unavailable: { status: 503, exitCode: 1 },
  internal: { status: 500, exitCode: 1 },
};

/** What may be shown to whoever met the failure: no stack, no SQL, no secret. */
export interface Problem {
  /** The class of the failure in snake case, `internal` when we did not foresee it. Stable: clients may test it. */
  code: string;
  message: string;
  /** What to do now. */
  hint: string | undefined;
  /** The failure's own typed fields. */
  fields: Record<string, unknown>;
  kind: FailureKind;
  status: number;
  exitCode: ExitCode;
}

export function statusOf(error: unknown): number {
  return MAP[kindOf(error)].status;
}

export function exitCodeOf(error: unknown): ExitCode {
  return MAP[kindOf(error)].exitCode;
}

/** @param error anything that was thrown; the caller logs the original, which may hold what a user must not see */
export function toProblem(error: unknown): Problem {
  const said = error instanceof Failure ? ofFailure(error) : ofUnforeseen(error);
  return { ...said, ...MAP[said.kind] };
}

type Said = Omit<Problem, 'status' | 'exitCode'>;

function kindOf(error: unknown): FailureKind {
  return error instanceof Failure ? error.kind : ofUnforeseen(error).kind;
}

function ofFailure(failure: Failure): Said {
  const { kind, message, hint, name, stack: _stack, cause: _cause, ...fields } = failure;
  return { kind, code: snakeCase(failure.name), message: failure.message, hint: failure.hint, fields };
}

const INTERNAL: Said = {
  kind: 'internal',
  code: 'internal',
  message: 'Something failed that should not have. It is our fault, and it is in the log.',
  hint: 'Try once more; if it stays, report it with the time and the number of the request.',
  fields: {},
};

/** What the driver, the system or the runtime throws. The text of such an error is never shown: it may hold anything. */
function ofUnforeseen(error: unknown): Said {
  const code = codeOf(error);
  if (code === undefined) return isAbort(error) ? ABORTED : INTERNAL;
  const known = SYSTEM[code] ?? SQLSTATE_CLASS[/^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : ''];
  return known ? { kind: 'unavailable', fields: { reason: code }, ...known } : INTERNAL;
}

type Known = Pick<Said, 'code' | 'message' | 'hint'>;

const UNREACHABLE: Known = {
  code: 'database_unreachable',
  message: 'The database cannot be reached.',
  hint: 'Check that it runs and that DATABASE_URL names it; the work goes on when it is back.',
};
const REFUSED: Known = {
  code: 'database_refused',
  message: 'The database does not let Tieout in.',
  hint: 'Check the user, password and database name in DATABASE_URL.',
};
const NOT_PERMITTED: Known = {
  code: 'database_not_permitted',
  message: 'The user of the database may not do what Tieout needs.',
  hint: 'Let the user in DATABASE_URL own the database: it makes tables, and reads and writes all of them.',
};
const DISK_FULL: Known = {
  code: 'disk_full',
  message: 'There is no space left on the disk.',
  hint: 'Free some space, then try again: nothing was half written.',
};
const BUSY: Known = {
  code: 'database_busy',
  message: 'The database could not finish this beside other work.',
  hint: 'Try again: nothing was half written.',
};
const ABORTED: Said = {
  kind: 'unavailable',
  code: 'stopped',
  message: 'The work was stopped before its end.',
  hint: 'Start it again: nothing was half written.',
  fields: {},
};

/** Codes of Node and of the system. */
const SYSTEM: Record<string, Known> = {
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  EPIPE: UNREACHABLE,
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EACCES: {
    code: 'file_not_permitted',
    message: 'The system does not let Tieout read or write a file it needs.',
    hint: 'Check the owner and the rights of the data folder and the workspace.',
  },
  EADDRINUSE: {
    code: 'port_taken',
    message: 'Another program listens on this port.',
    hint: 'Stop it, or choose another port.',
  },
  57014: BUSY, // query_canceled: a statement or lock timeout
  42501: NOT_PERMITTED, // insufficient_privilege
  53100: DISK_FULL,
  '3D000': REFUSED, // the database does not exist
};

/** Classes of SQLSTATE (PostgreSQL manual, appendix A). */
const SQLSTATE_CLASS: Record<string, Known> = {
  '08': UNREACHABLE, // connection exception
  28: REFUSED, // invalid authorization
  40: BUSY, // transaction rollback: deadlock, serialization
  53: BUSY, // insufficient resources
  55: BUSY, // lock not available
  57: UNREACHABLE, // the server shuts down or crashed
};

/** Of the error itself, or of the first one inside it (a connection that was tried at several addresses). */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errors, message } = error as { code?: unknown; errors?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors)) return codeOf(errors[0]);
  // The driver gives these no code.
  if (
    typeof message === 'string' &&
    /^Connection terminated|^Client has encountered a connection error|^timeout (exceeded when trying to connect|expired)/.test(
      message,
    )
  ) {
    return 'ECONNRESET';
  }
  return undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}
