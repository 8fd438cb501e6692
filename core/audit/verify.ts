import { createHash, hash as digest } from 'node:crypto';

/*
 * The verifier shares no code with the writer: it follows docs/audit.md alone, so that a mistake in the writer's
 * encoder cannot hide itself. Keep it so: nothing here may import chain.ts, form.ts or canonical-json.ts.
 */

/** An entry as it lies in the table: the UTF-8 bytes of each column's text. */
export interface StoredEntry {
  seq: Buffer;
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ` */
  at: Buffer;
  actor: Buffer;
  entity: Buffer;
  action: Buffer;
  subject: Buffer;
  traceId: Buffer | null;
  detail: Buffer;
  /** Number of the canonical form, as text. */
  form: Buffer;
  previousHash: Buffer;
  hash: Buffer;
}

export type ChainFault =
  | 'gap' // the number does not follow on the one before: entries are missing
  | 'form_unknown' // written by a newer version, or altered
  | 'previous_hash' // does not point at the entry before it
  | 'hash'; // a field is not what was hashed

/** The first entry at which the chain breaks. */
export interface BadEntry {
  /** Its number as stored. */
  seq: string;
  fault: ChainFault;
  expected: string;
  found: string;
  /** What the entry claims to be, for the reader: not proven. */
  at: string;
  actor: string;
  action: string;
  subject: string;
}

export interface ChainHead {
  seq: bigint;
  hash: Buffer;
}

const SUPPORTED_FORM = '1';

/** Walks the chain from its first entry. It keeps no more than the last hash: memory does not grow with the log. */
export class ChainVerifier {
  #seq = 0n;
  #hash: Buffer = createHash('sha256').update('tieout audit genesis', 'ascii').digest();

  /** Number and hash of the last good entry; number 0 before the first. */
  get head(): ChainHead {
    return { seq: this.#seq, hash: this.#hash };
  }

  /** The entries must come in the order of their numbers. Undefined when the entry is good. */
  accept(entry: StoredEntry): BadEntry | undefined {
    const expectedSeq = String(this.#seq + 1n);
    if (entry.seq.toString('latin1') !== expectedSeq)
      return bad(entry, 'gap', expectedSeq, entry.seq.toString('latin1'));
    const form = entry.form.toString('latin1');
    if (form !== SUPPORTED_FORM) return bad(entry, 'form_unknown', SUPPORTED_FORM, form);
    if (!entry.previousHash.equals(this.#hash)) {
      return bad(entry, 'previous_hash', this.#hash.toString('hex'), entry.previousHash.toString('hex'));
    }
    const hash = hashOf(entry);
    if (!hash.equals(entry.hash)) return bad(entry, 'hash', hash.toString('hex'), entry.hash.toString('hex'));
    this.#seq += 1n;
    this.#hash = hash;
    return undefined;
  }
}

/** Form 1: the previous hash, then form, seq, at, actor, entity, action, subject, trace id and detail. */
function hashOf(entry: StoredEntry): Buffer {
  const fields = [
    entry.form,
    entry.seq,
    entry.at,
    entry.actor,
    entry.entity,
    entry.action,
    entry.subject,
    entry.traceId,
    entry.detail,
  ];
  const bytes = Buffer.allocUnsafe(
    entry.previousHash.length + fields.reduce((size, field) => size + 4 + (field?.length ?? 0), 0),
  );
  let at = entry.previousHash.copy(bytes);
  for (const field of fields) {
    at = bytes.writeInt32BE(field === null ? -1 : field.length, at);
    if (field !== null) at += field.copy(bytes, at);
  }
  return digest('sha256', bytes, 'buffer');
}

function bad(entry: StoredEntry, fault: ChainFault, expected: string, found: string): BadEntry {
  return {
    seq: entry.seq.toString('latin1'),
    fault,
    expected,
    found,
    at: entry.at.toString(),
    actor: entry.actor.toString(),
    action: entry.action.toString(),
    subject: entry.subject.toString(),
  };
}
