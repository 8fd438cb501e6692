import { createHash } from 'node:crypto';
import { toText } from '../money/format.ts';
import type { ManualMember } from './manual-match.ts';

/**
 * SHA-256, hex, of the lines of a match by hand: JSON lists [side, record key, amount, currency, date], left before right, in
 * the byte order of the keys, one a line. The audit log holds it, so that the stored lines can be proven against the log.
 */
export function membersHash(members: readonly ManualMember[]): string {
  const texts = members.map(({ side, recordKey, amount, currency, date }) => ({
    name: Buffer.from(`${side} ${recordKey}`),
    text: JSON.stringify([side, recordKey, toText(amount), currency, date]),
  }));
  texts.sort((a, b) => Buffer.compare(a.name, b.name));
  return createHash('sha256')
    .update(texts.map(({ text }) => text).join('\n'))
    .digest('hex');
}
