import { Failure } from '#core/failure/failure.ts';

export class EmbeddedPostgresFailed extends Failure {
  readonly kind = 'unavailable';
  constructor(
    readonly step: string,
    readonly reason: string,
    hint?: string,
  ) {
    super(`the embedded PostgreSQL could not ${step}: ${reason}`, hint);
  }
}

export class DataFolderIsNewer extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly folder: string,
    readonly found: string,
    readonly ours: string,
  ) {
    super(
      `the data folder ${folder} was written by PostgreSQL ${found}, this Tieout brings ${ours}`,
      'Start the Tieout version that wrote it, or choose another folder with --data.',
    );
  }
}
