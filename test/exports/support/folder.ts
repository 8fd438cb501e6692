import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder of the test file's own. */
export function useFolder(): { readonly path: string } {
  const held = { path: '' };
  beforeAll(async () => {
    held.path = await mkdtemp(join(tmpdir(), 'tieout-exports-'));
  });
  afterAll(() => rm(held.path, { recursive: true, force: true }));
  return held;
}
