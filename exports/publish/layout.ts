import { join } from 'node:path';

/** Where publications lie below a root: `<entity>/<export>/v<major>/<publication>/`. */
export function seriesFolder(root: string, what: { entity: string; export: string; major: number }): string {
  return join(root, segment(what.entity), segment(what.export), `v${what.major}`);
}

/** The pointer to the newest publication of a period, or of everything to date. */
export function pointerName(period: string): string {
  return period === '' ? 'latest.json' : `latest-${segment(period)}.json`;
}

/** One path segment, whatever the text: no separator, no `.` or `..`, nothing that starts hidden. */
function segment(text: string): string {
  return encodeURIComponent(text).replace(/^\./, '%2E');
}

/** Temporary folders and files: hidden, and in the same folder as their final name, so that a rename is atomic. */
export const STAGING_PREFIX = '.staging-';
