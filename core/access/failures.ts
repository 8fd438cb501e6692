import { Failure } from '../failure/failure.ts';

/** Nobody is signed in, or the session, link or token is over. */
export class SignInRequired extends Failure {
  readonly kind = 'unauthenticated';
  constructor() {
    super('nobody is signed in', 'Open a sign-in link: `tieout user link EMAIL` makes one.');
  }
}

export class TokenInvalid extends Failure {
  readonly kind = 'unauthenticated';
  constructor() {
    super('the token is unknown, expired or revoked', 'Ask an admin for a new one: `tieout token create`.');
  }
}

export class SignInLinkInvalid extends Failure {
  readonly kind = 'unauthenticated';
  constructor(readonly reason: 'unknown' | 'used' | 'expired' | 'disabled') {
    super(
      {
        unknown: 'this sign-in link is not one of ours, or was replaced by a newer one',
        used: 'this sign-in link was used already: it works once',
        expired: 'this sign-in link is over: it lasts 15 minutes',
        disabled: 'this account is disabled',
      }[reason],
      reason === 'disabled'
        ? 'Ask an admin.'
        : 'Ask for a new one: `tieout user link EMAIL` on the machine that runs Tieout.',
    );
  }
}

export class EmailInvalid extends Failure {
  readonly kind = 'usage';
  constructor(readonly given: string) {
    super(`"${given}" is not an e-mail address`);
  }
}

export class UserExists extends Failure {
  readonly kind = 'conflict';
  constructor(readonly email: string) {
    super(`there is a user ${email} already`, 'Use `tieout user grant` to change what they may do.');
  }
}

export class UserNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly email: string) {
    super(`there is no user ${email}`, 'See `tieout user list`.');
  }
}

export class LastAdmin extends Failure {
  readonly kind = 'conflict';
  constructor(readonly email: string) {
    super(
      `${email} is the last admin of every entity: nobody could manage users afterwards`,
      'Make somebody else an admin of every entity first.',
    );
  }
}

export class TokenInputInvalid extends Failure {
  readonly kind = 'usage';
  constructor(
    readonly field: 'name' | 'scopes' | 'expires_at',
    readonly reason: string,
    hint?: string,
  ) {
    super(`the token's ${field.replace('_', ' ')} ${reason}`, hint);
  }
}

export class TokenExists extends Failure {
  readonly kind = 'conflict';
  constructor(readonly token: string) {
    super(
      `there is or was a token named ${token}`,
      'Names are never used twice, so that the audit log stays clear: choose another.',
    );
  }
}

export class TokenNotFound extends Failure {
  readonly kind = 'not_found';
  constructor(readonly token: string) {
    super(`there is no token named ${token}`, 'See `tieout token list`.');
  }
}
