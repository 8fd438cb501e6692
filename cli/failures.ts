import { Failure } from '#core/failure/failure.ts';

export class WorkspaceNotFound extends Failure {
  readonly kind = 'usage';
  constructor(readonly folder: string) {
    super(
      `there is no tieout.yaml in ${folder}`,
      'Give its folder with --workspace, or make one: `tieout init DIR`.',
    );
  }
}

export class DatabaseUnreachable extends Failure {
  readonly kind = 'unavailable';
  constructor(
    /** Host, port and database; never the password. */
    readonly target: string,
    readonly reason: string,
  ) {
    super(
      `the database ${target} that DATABASE_URL names cannot be used: ${reason}`,
      'Mend DATABASE_URL or start that server; without DATABASE_URL Tieout starts a PostgreSQL of its own.',
    );
  }
}

export class DatabaseUrlInvalid extends Failure {
  readonly kind = 'configuration';
  constructor() {
    super(
      'DATABASE_URL is not an address of a PostgreSQL database',
      'Write it as postgres://user:password@host:5432/database.',
    );
  }
}

export class DatabaseTooOld extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly target: string,
    readonly version: string,
  ) {
    super(`the database ${target} is PostgreSQL ${version}`, 'Tieout needs PostgreSQL 15 or newer.');
  }
}

export class PortTaken extends Failure {
  readonly kind = 'unavailable';
  constructor(
    readonly host: string,
    readonly port: number,
    readonly reason: string,
  ) {
    super(
      `Tieout cannot listen on ${host}:${port}: ${reason}`,
      'Stop the other program, or choose another port with --port or PORT.',
    );
  }
}

export class OptionInvalid extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly option: string,
    readonly given: string,
    readonly expected: string,
  ) {
    super(`${option} cannot be "${given}"`, `Expected ${expected}.`);
  }
}

export class DiskFull extends Failure {
  readonly kind = 'unavailable';
  constructor(readonly folder: string) {
    super(
      `there is no space left on the disk of ${folder}, and the database stopped`,
      'Free some space, then start again: nothing was half written.',
    );
  }
}

export class EmbeddedServerAlone extends Failure {
  readonly kind = 'configuration';
  constructor() {
    super(
      'the PostgreSQL that Tieout starts itself is one node and cannot be distributed',
      'Set DATABASE_URL to the coordinator of a Citus cluster; see docs/scale-out.md.',
    );
  }
}

export class RulesFileUnreadable extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `the rules in ${path} cannot be read: ${reason}`,
      'Name a YAML file as those in reconciliations/, `declared`, or the number of a version.',
    );
  }
}
