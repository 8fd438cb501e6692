/**
 * Every failure that a user can meet. One class per failure, with typed fields; `kind` decides the HTTP status and
 * the exit code, in one place (`workflows/failure-map.ts`). Bad rows are data (quarantine), not failures.
 */
export type FailureKind =
  | 'usage' // the call itself is wrong: unknown name, malformed option
  | 'configuration' // a workspace file is wrong
  | 'denied' // the actor may not do this
  | 'unauthenticated' // nobody is signed in
  | 'not_found'
  | 'conflict' // the same key with another body, a state that does not allow the step
  | 'rejected_input' // a file or message that cannot be taken in
  | 'incomplete' // an input that is missing, late, short or not proven
  | 'unavailable' // database, disk or port
  | 'internal'; // our fault

export abstract class Failure extends Error {
  abstract readonly kind: FailureKind;
  /** What to do now, in one sentence. */
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = new.target.name;
    this.hint = hint;
  }
}

export class PermissionDenied extends Failure {
  readonly kind = 'denied';
  constructor(
    readonly actor: string,
    readonly permission: string,
    readonly entity: string,
  ) {
    super(
      `${actor} may not ${permission} in entity ${entity}`,
      'Ask an admin for a role that grants it: see `tieout user --help`.',
    );
  }
}

export class UnknownName extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly what: string,
    readonly given: string,
    readonly known: readonly string[],
  ) {
    super(
      `there is no ${what} named "${given}"`,
      known.length > 0 ? `Known: ${known.join(', ')}.` : `The workspace declares no ${what}.`,
    );
  }
}

/** A place in a workspace file. Lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface ConfigurationProblem extends Place {
  path: string;
  message: string;
  hint?: string;
}

export class ConfigurationInvalid extends Failure {
  readonly kind = 'configuration';
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(
      problems
        .map((p) => `${p.file}:${p.line}:${p.column} ${p.message}${p.hint ? ` (${p.hint})` : ''}`)
        .join('\n'),
      'Mend the file and run `tieout check`.',
    );
  }
}

/** A file or message that cannot be taken in as a whole. Nothing of it was written. */
export class InputRejected extends Failure {
  readonly kind = 'rejected_input';
  constructor(
    readonly problem: {
      file: string;
      rule: string;
      detail: string;
      line?: number;
      column?: number;
      byte?: number;
      hint?: string;
    },
  ) {
    const at =
      problem.line !== undefined
        ? `:${problem.line}${problem.column !== undefined ? `:${problem.column}` : ''}`
        : problem.byte !== undefined
          ? ` (byte ${problem.byte})`
          : '';
    super(`${problem.file}${at}: ${problem.detail}`, problem.hint);
  }
}
