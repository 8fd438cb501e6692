/** Longer keys would not fit the database's index. */
export const MOST_KEY_CHARACTERS = 400;

/** A part of a key of several: `|` separates parts, so it and `\` are escaped. */
export function escapeKeyPart(part: string): string {
  return part.includes('|') || part.includes('\\') ? part.replace(/[\\|]/g, '\\$&') : part;
}

/** The inverse of joining escaped parts with `|`. */
export function splitRecordKey(key: string): string[] {
  const parts = [''];
  for (let index = 0; index < key.length; index++) {
    const character = key[index] as string;
    if (character === '|') parts.push('');
    else parts[parts.length - 1] += character === '\\' ? (key[++index] ?? '') : character;
  }
  return parts;
}
