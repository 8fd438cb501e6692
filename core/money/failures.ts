import { Failure } from '../failure/failure.ts';

/** Text that was promised to be a decimal is not. Untrusted text goes through `tryDecimal` or a contract instead. */
export class DecimalMalformed extends Failure {
  readonly kind = 'internal';
  constructor(readonly text: string) {
    super(`"${text.slice(0, 60)}" is not a decimal such as -1234.50`);
  }
}

export class DivisionByZero extends Failure {
  readonly kind = 'internal';
  constructor(readonly dividend: string) {
    super(`${dividend} was to be divided by zero`);
  }
}

export class CurrencyUnknown extends Failure {
  readonly kind = 'usage';
  constructor(readonly code: string) {
    super(`"${code}" is not an ISO 4217 currency code`, 'Use the three capital letters, such as EUR.');
  }
}

export class CurrencyMismatch extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly left: string,
    readonly right: string,
  ) {
    super(`amounts in ${left} and ${right} cannot be added or compared`);
  }
}
