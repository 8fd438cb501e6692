import { Failure } from '#core/failure/failure.ts';

/** The database cannot be distributed: there is no Citus in it. */
export class CitusMissing extends Failure {
  readonly kind = 'configuration';
  constructor(readonly reason: 'not_available' | 'not_created') {
    super(
      reason === 'not_available'
        ? 'this PostgreSQL has no Citus: its tables stay on one node'
        : 'the extension citus is not created in this database',
      reason === 'not_available'
        ? 'Point DATABASE_URL at the coordinator of a Citus cluster; see docs/scale-out.md.'
        : 'Run `create extension citus` in this database on the coordinator and on every worker, and add the workers; see docs/scale-out.md.',
    );
  }
}

export class CitusTooOld extends Failure {
  readonly kind = 'configuration';
  constructor(readonly version: string) {
    super(
      `the database runs ${version}`,
      'Tieout needs Citus 12 or newer; it is written for Citus 13 on PostgreSQL 17.',
    );
  }
}

export class NotTheCoordinator extends Failure {
  readonly kind = 'configuration';
  constructor() {
    super(
      'DATABASE_URL names a worker of the cluster',
      'Point it at the coordinator: only that may distribute tables.',
    );
  }
}

/** Tables on every node are joined with tables of the coordinator, for which the cluster must know the coordinator. */
export class CoordinatorUnknown extends Failure {
  readonly kind = 'configuration';
  constructor() {
    super(
      'the cluster does not know its coordinator',
      "Run `select citus_set_coordinator_host('HOST', PORT)` there, with the name by which the workers reach it.",
    );
  }
}

/** Another hand has distributed a table in another way. */
export class DistributionDiffers extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly table: string,
    readonly found: string,
    readonly planned: string,
  ) {
    super(
      `table ${table} is ${found}; it should be ${planned}`,
      `Run \`select undistribute_table('${table}')\` on the coordinator, then try again.`,
    );
  }
}

export class DistributionRunning extends Failure {
  readonly kind = 'conflict';
  constructor() {
    super('the database is being distributed by somebody else right now', 'Wait until that is done.');
  }
}

/** Nothing of the step stays. */
export class RowsNotMoved extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly table: string,
    readonly before: string,
    readonly after: string,
  ) {
    super(
      `table ${table} had ${before} rows and shows ${after} after it was moved`,
      'It is as it was. Please report this with the version of Citus.',
    );
  }
}
