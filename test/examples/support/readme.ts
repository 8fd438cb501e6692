import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES_FOLDER } from './example-files.ts';

const readme = readFileSync(join(EXAMPLES_FOLDER, 'README.md'), 'utf8');

/** What the README promises of each reconciliation: matches, exceptions, status. */
export const README_ROWS: ReadonlyMap<string, { matches: number; exceptions: number; status: string }> =
  new Map(
    [...readme.matchAll(/^\| *([a-z0-9-]+) *\| *(\d+) *\| *(\d+) *\| *(\w+) *\|$/gm)].map(
      ([, name, matches, exceptions, status]) =>
        [
          name as string,
          { matches: Number(matches), exceptions: Number(exceptions), status: status as string },
        ] as const,
    ),
  );

/** "amount 8, currency 6" after the name of a reconciliation, as counts. */
export function readmeTypes(name: string): Record<string, number> {
  const text = new RegExp(`\\*\\*${name}\\*\\*: ([^.(]+)`).exec(readme)?.[1] ?? '';
  return Object.fromEntries(
    [...text.matchAll(/(\w+) (\d+)/g)].map(([, type, count]) => [type, Number(count)]),
  );
}
