import { Failure } from '#core/failure/failure.ts';

/** A value is beyond what the published column can hold. Nothing was published. */
export class ValueDoesNotFit extends Failure {
  readonly kind = 'rejected_input';
  constructor(
    readonly misfit: {
      export: string;
      column: string;
      /** What the column holds: `DECIMAL(38,8)`, `DATE 0001-01-01 to 9999-12-31`, `no null`. */
      declared: string;
      value: string | null;
      /** The columns that name the record. */
      record: Readonly<Record<string, string | null>>;
    },
  ) {
    const { declared, value, column, record } = misfit;
    const named = Object.entries(record).map(([name, part]) => `${name} ${part ?? 'null'}`);
    const shown = value === null ? 'null' : `"${value.slice(0, 80)}"`;
    super(
      `export ${misfit.export}: ${shown} in column ${column} of ${named.join(', ')} does not fit ${declared}`,
      'Correct the record in its source, or have the contract refuse it, and publish again.',
    );
  }
}

/** The disk, or the place that was named, does not take the files. Nothing was published. */
export class StorageFailed extends Failure {
  readonly kind = 'unavailable';
  constructor(
    readonly path: string,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`${path} could not be written: ${reason}`, HINTS[code] ?? 'Check the folder and publish again.');
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on that disk, or publish into another folder, and publish again.',
  EDQUOT: 'The disk quota is used up: free some space, and publish again.',
  EACCES: 'Give the user that runs Tieout the right to write there.',
  EPERM: 'Give the user that runs Tieout the right to write there.',
  EROFS: 'That file system is mounted read-only.',
};

/** A format has a limit that the rows go beyond. Nothing was published. */
export class FormatLimitReached extends Failure {
  readonly kind = 'rejected_input';
  constructor(
    readonly format: 'xlsx' | 'parquet',
    readonly limit: string,
  ) {
    super(`the rows do not fit into ${format}: ${limit}`, 'Publish this export as csv or parquet.');
  }
}

/** What was written does not say what the database said. Nothing was published. */
export class ExportNotProven extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly file: string,
    readonly what: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`${file}: ${what} is ${actual}, but ${expected} was expected`);
  }
}

/** The folder holds no readable set of published files. */
export class NotAnExport extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly folder: string,
    readonly detail: string,
  ) {
    super(
      `${folder} is no published export: ${detail}`,
      'Name the folder that holds manifest.json and its files.',
    );
  }
}

/** A published file cannot be read as what its manifest says it is. */
export class PublishedFileMalformed extends Failure {
  readonly kind = 'rejected_input';
  constructor(
    readonly file: string,
    readonly detail: string,
    /** From 1, without the header; undefined when it is about the whole file. */
    readonly row?: number,
  ) {
    super(`${file}${row === undefined ? '' : `, row ${row}`}: ${detail}`);
  }
}
