import { Failure } from '../failure/failure.ts';
import type { Decimal } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { SideName } from './line.ts';

/** The call itself is wrong, whatever the books say. */
export class ManualMatchInvalid extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly problem:
      | 'too_few_lines'
      | 'too_many_lines'
      | 'repeated_line'
      | 'note_missing'
      | 'note_too_long'
      | 'id_malformed',
    readonly count: number,
    detail: string,
    hint?: string,
  ) {
    super(detail, hint);
  }
}

/** More than one currency on a side, or another one on the right without reason fx. */
export class ManualCurrenciesMixed extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly left: readonly string[],
    readonly right: readonly string[],
  ) {
    super(
      `the lines are in several currencies: left ${left.join(', ') || 'none'}, right ${right.join(', ') || 'none'}`,
      'Match lines of one currency; left and right may differ only for reason fx.',
    );
  }
}

/** The amounts differ, and nobody said why. */
export class ResidualUnexplained extends Failure {
  readonly kind = 'usage';
  /** Decimal text, left minus right. */
  readonly difference: string;
  constructor(
    difference: Decimal,
    readonly currency: string,
  ) {
    super(
      `left minus right is ${toText(difference)} ${currency}, and no reason is given`,
      'Give a reason and a note, or take other lines.',
    );
    this.difference = toText(difference);
  }
}

export interface NamedLine {
  side: SideName;
  recordKey: string;
}

/** Nothing of that key is a line of the reconciliation now. */
export class ManualLineUnknown extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly reconciliation: string,
    readonly lines: readonly NamedLine[],
  ) {
    super(
      `${reconciliation} has no such line in scope: ${listed(lines)}`,
      'Name lines by side and record key, as the exception shows them.',
    );
  }
}

/** Somebody matched the line before. */
export class ManualLineTaken extends Failure {
  readonly kind = 'conflict';
  constructor(readonly lines: readonly (NamedLine & { matchId: string; madeBy: string })[]) {
    super(
      `already matched by hand: ${listed(lines)}; by ${[...new Set(lines.map(({ madeBy }) => madeBy))].join(', ')}`,
      'Undo that match first: `tieout unmatch ID --note TEXT`.',
    );
  }
}

export class ManualMatchNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly matchId: string) {
    super(`there is no match by hand ${matchId}`, 'See `tieout matches RECONCILIATION`.');
  }
}

/** It ended before: it cannot end twice, and does not come back. */
export class ManualMatchEnded extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly matchId: string,
    readonly state: 'undone' | 'reopened',
    readonly endedBy: string,
    readonly endedAt: string,
  ) {
    super(
      state === 'undone'
        ? `match ${matchId} was undone by ${endedBy} at ${endedAt}`
        : `match ${matchId} was reopened at ${endedAt}, because its lines changed`,
      'Nothing is left to undo. To match the lines again, make a new match.',
    );
  }
}

/** The same id with another body: one of the two is a mistake. */
export class ManualMatchIdTaken extends Failure {
  readonly kind = 'conflict';
  constructor(readonly matchId: string) {
    super(
      `the id ${matchId} belongs to another match`,
      'Send the request as it was, or choose a new id for a new match.',
    );
  }
}

const LISTED = 10;

function listed(lines: readonly NamedLine[]): string {
  const shown = lines.slice(0, LISTED).map(({ side, recordKey }) => `${side} ${JSON.stringify(recordKey)}`);
  return lines.length > LISTED ? `${shown.join(', ')} and ${lines.length - LISTED} more` : shown.join(', ');
}
