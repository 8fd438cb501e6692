/**
 * The key of a record for a pass: its parts joined. Null when a part is null or empty, because an absent reference
 * identifies nothing. One part is the key as it is; several are joined by `|`, with `\` before `\` and `|`, so that no two
 * lists of parts give one key. No part at all is the empty key, which every record has. A key that would start with `~` or `\` is preceded by `\`: `~` marks what has no key.
 */
export function joinKey(parts: readonly (string | null)[]): string | null {
  if (parts.length === 0) return '';
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

/** Whether a stored key stands for a line that has none. */
export function isUnkeyed(key: string): boolean {
  return key.startsWith('~');
}

/** The parts that `joinKey` joined, or the record key that `unkeyed` marked. `count`: how many parts the pass has. */
export function splitKey(key: string, count: number): string[] {
  if (isUnkeyed(key)) return [key.slice(1)];
  const joined = key.startsWith('\\') ? key.slice(1) : key;
  if (count === 1) return [joined];
  // One escaped character, or one that is neither `|` nor `\`, at a time.
  const parts = [...joined.matchAll(/((?:\\[\\|]|[^|\\])*)(?:\||$)/g)].map(([, part = '']) =>
    part.replace(/\\([\\|])/g, '$1'),
  );
  return parts.slice(0, count);
}
