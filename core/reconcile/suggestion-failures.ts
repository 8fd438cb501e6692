import { Failure } from '../failure/failure.ts';
import type { NamedLine } from './manual-failures.ts';

export class SuggestionNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly suggestionId: string) {
    super(
      `there is no suggestion ${suggestionId}`,
      'The last run may no longer make it: see `tieout suggestions RECONCILIATION`.',
    );
  }
}

/** One id in several reconciliations: their records have the same keys. */
export class SuggestionAmbiguous extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly suggestionId: string,
    readonly reconciliations: readonly string[],
  ) {
    super(
      `suggestion ${suggestionId} is one of several reconciliations: ${reconciliations.join(', ')}`,
      'Say which one.',
    );
  }
}

/** What has become of a line since a run suggested it. */
export interface StaleLine extends NamedLine {
  why: 'changed' | 'gone' | 'matched';
}

/** A person would accept something else than what he sees. */
export class SuggestionStale extends Failure {
  readonly kind = 'conflict';
  constructor(
    readonly suggestionId: string,
    readonly lines: readonly StaleLine[],
  ) {
    super(
      `suggestion ${suggestionId} is out of date: ${lines
        .map(({ side, recordKey, why }) => `${side} ${JSON.stringify(recordKey)} ${WORDS[why]}`)
        .join(', ')}`,
      'Run the reconciliation again and look at what it suggests now.',
    );
  }
}

const WORDS: Record<StaleLine['why'], string> = {
  changed: 'has changed',
  gone: 'is gone',
  matched: 'was matched by hand',
};

export class SuggestionDismissed extends Failure {
  readonly kind = 'conflict';
  constructor(readonly suggestionId: string) {
    super(
      `suggestion ${suggestionId} is dismissed already`,
      'See `tieout suggestions RECONCILIATION --dismissed`.',
    );
  }
}

export class SuggestionNotDismissed extends Failure {
  readonly kind = 'conflict';
  constructor(readonly suggestionId: string) {
    super(`suggestion ${suggestionId} is not dismissed`, 'There is nothing to take back.');
  }
}
