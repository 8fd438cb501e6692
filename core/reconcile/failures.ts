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

/** The parts of a split run went away while it was being finished: another run took the tie-out over. */
export class PartsMissing extends Failure {
  readonly kind = 'conflict';
  constructor(readonly run: string) {
    super(
      `the parts of run ${run} are not all there`,
      'Nothing of the run was stored. Run the reconciliation again.',
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

/** A stored rule set that this version of Tieout cannot read. */
export class RulesUnreadable extends Failure {
  readonly kind = 'conflict';
  constructor(
    /** Such as "version 2 of bank-to-ledger". */
    readonly what: string,
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `${what} cannot be read${path === '' ? '' : ` at ${path}`}: ${reason}`,
      'It was stored by another version of Tieout: use that version or a newer one, or activate the declared rules.',
    );
  }
}

/** What was asked for is in force already. */
export class RulesInForceAlready extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly reconciliation: string,
    readonly version: number,
    readonly effectiveFrom: string | null,
  ) {
    super(
      `these are the rules of version ${version} of ${reconciliation}, activated ${effectiveFrom === null ? 'from the beginning' : `from ${effectiveFrom} on`}`,
      'Change the rules or the date; `tieout rules list` shows the versions.',
    );
  }
}

export class RuleVersionNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly reconciliation: string,
    readonly version: number,
  ) {
    super(
      `${reconciliation} has no version ${version} of its rules`,
      '`tieout rules list` shows those there are.',
    );
  }
}

export class EffectiveDateInvalid extends Failure {
  readonly kind = 'usage';
  constructor(readonly given: string) {
    super(
      `"${given}" is no date from which rules can be in force`,
      'Write a day such as 2026-02-01, or `beginning` for all periods.',
    );
  }
}

export class ActivationNoteInvalid extends Failure {
  readonly kind = 'usage';
  constructor(readonly most: number) {
    super(`the note is longer than ${most} characters`, 'Say why in fewer words.');
  }
}

export class RunNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly reconciliation: string,
    readonly runId: string,
  ) {
    super(
      `${reconciliation} has no run ${runId}`,
      'The page of the reconciliation and `tieout reconcile --json` show the numbers of its runs.',
    );
  }
}

/** A backtest needs a run whose snapshots it can read again. */
export class NothingToBacktest extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly reconciliation: string,
    /** '' for the running tie-out; null: of no period. */
    readonly period: string | null,
  ) {
    super(
      `${reconciliation} has no run${period ? ` of ${period}` : ''} to try rules on`,
      `Run it first: \`tieout reconcile ${reconciliation}${period ? ` --period ${period}` : ''}\`.`,
    );
  }
}

/** The tried rules read other records than the run did. */
export class BacktestSidesDiffer extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly runId: string,
    readonly side: 'left' | 'right',
    readonly read: string,
    readonly tried: string,
  ) {
    super(
      `run ${runId} read ${read} on the ${side}, the rules to be tried read ${tried}`,
      'Rules can be tried on runs over the same sources and datasets.',
    );
  }
}
