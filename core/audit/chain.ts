import { canonicalJson } from './canonical-json.ts';
import type { AuditHead, ChainedEntry, NewAuditEntry } from './entry.ts';
import { entryHash, FORM, GENESIS_HASH } from './form.ts';

/** The head of a log without entries. */
export const GENESIS: AuditHead = { seq: 0n, hash: GENESIS_HASH };

/** An entry whose detail is canonical text already, so that nothing can fail while the chain is locked. */
export type PreparedEntry = Omit<NewAuditEntry, 'detail'> & { detail: string };

/** @throws AuditDetailInvalid */
export function prepare(entry: NewAuditEntry): PreparedEntry {
  return {
    actor: storable(entry.actor),
    entity: storable(entry.entity),
    action: storable(entry.action),
    subject: storable(entry.subject),
    traceId: entry.traceId?.toLowerCase() ?? null,
    detail: canonicalJson(entry.detail),
  };
}

/** Puts the entries, in their order, behind the head. `at` is ISO 8601 UTC with six digits of the second. */
export function chain(head: AuditHead, entries: readonly PreparedEntry[], at: string): ChainedEntry[] {
  let { seq, hash } = head;
  return entries.map((entry) => {
    seq += 1n;
    const previousHash = hash;
    hash = entryHash(previousHash, { ...entry, seq, at });
    return { ...entry, seq, at, form: FORM, previousHash, hash };
  });
}

/**
 * What PostgreSQL would hand back: its text knows no NUL, and UTF-8 no lone surrogate. Both become U+FFFD before the
 * hash is taken, so that the bytes that are hashed are the bytes that are stored.
 */
function storable(text: string): string {
  return /[\0\ud800-\udfff]/.test(text)
    ? Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\ufffd')
    : text;
}
