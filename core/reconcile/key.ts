/**
 * The key of a record for a pass: its parts joined. Null when a part is null or empty, because an absent reference
 * identifies nothing. One part is the key as it is; several are joined by `|`, with `\` before `\` and `|`, so that no two
 * lists of parts give one key. A key that would start with `~` or `\` is preceded by `\`: `~` marks what has no key.
 */
export function joinKey(parts: readonly (string | null)[]): string | null {
  if (parts.some((part) => part === null || part === '')) return null;
  const texts = parts as readonly string[];
  const joined =
    texts.length === 1 ? (texts[0] as string) : texts.map((part) => part.replace(/[\\|]/g, '\\$&')).join('|');
  return /^[~\\]/.test(joined) ? `\\${joined}` : joined;
}

/** Stands in an exception for a line that has no key. */
export function unkeyed(recordKey: string): string {
  return `~${recordKey}`;
}
