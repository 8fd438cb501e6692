import { useSearchParams } from '@remix-run/react';

/** The search parameters that are kept while the reader moves. */
export const SCOPE = ['entity', 'period'] as const;

/** A path with the entity and period in force added, unless it names its own. */
export function scopedPath(to: string, current: URLSearchParams): string {
  const [path = '', query = ''] = to.split('?');
  const search = new URLSearchParams(query);
  for (const name of SCOPE) {
    const value = current.get(name);
    if (value && !search.has(name)) search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

export function useScopedPath(): (to: string) => string {
  const [search] = useSearchParams();
  return (to) => scopedPath(to, search);
}

/** The current search with some parameters changed; null or '' removes. Pages start anew when a filter changes. */
export function changedSearch(current: URLSearchParams, changes: Record<string, string | null>): string {
  const search = new URLSearchParams(current);
  search.delete('after');
  search.delete('before');
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') search.delete(name);
    else search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? '.' : `?${text}`;
}
