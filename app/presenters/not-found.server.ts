import { Failure } from '#core/failure/failure.ts';

/** What an address names does not exist, or is of an entity that the reader may not see: both look the same. */
export class NotFound extends Failure {
  readonly kind = 'not_found';
  constructor(
    readonly what: string,
    readonly given: string,
  ) {
    super(`there is no ${what} ${given} that you may see`, 'Check the address, or search with Ctrl K.');
  }
}

/** @throws NotFound */
export function found<Thing>(thing: Thing | undefined, what: string, given: string | undefined): Thing {
  if (thing === undefined) throw new NotFound(what, given ?? '');
  return thing;
}
