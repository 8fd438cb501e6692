import { Failure } from '../failure/failure.ts';

/** What a caller tells the audit log. Secrets never belong in it. */
export interface NewAuditEntry {
  /** `Actor.id` of who did it. */
  actor: string;
  /** The legal entity it touched, or `*`. */
  entity: string;
  /** What was done, in the words of the glossary: `snapshot.taken`, `user.disabled`. */
  action: string;
  /** What it was done to: `source/dataset`, a user's id, a run's number. */
  subject: string;
  traceId: string | null;
  /** Strings, booleans, null, whole numbers, lists and objects of these. Decimals are strings. */
  detail: Record<string, unknown>;
}

/** The last entry of the chain: what the next one follows on. */
export interface AuditHead {
  seq: bigint;
  hash: Buffer;
}

/** An entry in its place in the chain, exactly as it is stored. */
export interface ChainedEntry {
  seq: bigint;
  /** ISO 8601 UTC with six digits of the second. */
  at: string;
  actor: string;
  entity: string;
  action: string;
  subject: string;
  traceId: string | null;
  /** Canonical JSON text. */
  detail: string;
  form: number;
  previousHash: Buffer;
  hash: Buffer;
}

/** A detail holds a value that has no exact canonical text. It is a mistake in our code, never in the user's data. */
export class AuditDetailInvalid extends Failure {
  readonly kind = 'internal';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`the audit detail ${path} ${reason}`);
  }
}
