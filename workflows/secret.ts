import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as base64url: 43 characters. Only its hash is ever stored. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * SHA-256, hexadecimal. A slow password hash would add nothing: 256 random bits cannot be guessed, and looking up by
 * the hash compares no secret byte by byte.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
