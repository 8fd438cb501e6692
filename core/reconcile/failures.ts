import { Failure } from '../failure/failure.ts';

/** Sums that must be equal are not: the run is rolled back and nothing of it is stored. */
export class ConservationBroken extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly reconciliation: string,
    readonly broken: readonly {
      side: string;
      currency: string;
      lineCount: string;
      total: string;
      matchedCount: string;
      matched: string;
      unmatchedCount: string;
      unmatched: string;
    }[],
  ) {
    super(
      `${reconciliation} does not conserve: ${broken
        .map(
          (row) =>
            `${row.side} ${row.currency} has ${row.lineCount} lines of ${row.total}, but ${row.matchedCount} of ` +
            `${row.matched} matched and ${row.unmatchedCount} of ${row.unmatched} unmatched`,
        )
        .join('; ')}`,
      'Nothing of the run was stored. Please report it with the rules and the snapshots that it read.',
    );
  }
}

export class PeriodInvalid extends Failure {
  readonly kind = 'usage';
  constructor(readonly period: string) {
    super(`"${period}" is not a period`, 'Write a month 2026-01, a quarter 2026-Q1 or a year 2026.');
  }
}

/** A side names a field that its dataset does not have, or one of the wrong type. */
export class SideFieldInvalid extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly dataset: string,
    readonly field: string,
    readonly needed: string,
  ) {
    super(
      `dataset ${dataset} has no ${needed} field named "${field}"`,
      'Mend the reconciliation and run `tieout check`.',
    );
  }
}
