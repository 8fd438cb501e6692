import { hash as digest } from 'node:crypto';

/**
 * Canonical form 1, as `docs/audit.md` states it. Each field is the length of its UTF-8 text in bytes (32 bits, big
 * endian, signed) and then the text; null is the length -1. A length in front of every field is what keeps two
 * different entries from ever having the same bytes.
 */
export const FORM = 1;

/** Stands where the first entry's predecessor would be: SHA-256 of the ASCII text `tieout audit genesis`. */
export const GENESIS_HASH: Buffer = digest('sha256', 'tieout audit genesis', 'buffer');

export interface CanonicalFields {
  seq: bigint;
  at: string;
  actor: string;
  entity: string;
  action: string;
  subject: string;
  traceId: string | null;
  detail: string;
}

/** SHA-256 over the previous entry's hash and the canonical form: 32 bytes. */
export function entryHash(previousHash: Buffer, fields: CanonicalFields): Buffer {
  const { seq, at, actor, entity, action, subject, traceId, detail } = fields;
  const texts = [String(FORM), String(seq), at, actor, entity, action, subject, traceId, detail];
  const sizes = texts.map((text) => (text === null ? 0 : Buffer.byteLength(text)));
  const bytes = Buffer.allocUnsafe(32 + sizes.reduce((sum, size) => sum + 4 + size, 0));
  previousHash.copy(bytes, 0);
  let offset = 32;
  texts.forEach((text, i) => {
    offset = bytes.writeInt32BE(text === null ? -1 : (sizes[i] as number), offset);
    if (text !== null) offset += bytes.write(text, offset);
  });
  return digest('sha256', bytes, 'buffer');
}
