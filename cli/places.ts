import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkspaceNotFound } from './failures.ts';

/** The folder that Tieout itself is installed in. */
export const PROJECT_FOLDER = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

const WORKSPACE_FILE = 'tieout.yaml';

/**
 * --workspace, else TIEOUT_WORKSPACE, else the nearest tieout.yaml from the current folder upwards, else the bundled
 * examples. @throws WorkspaceNotFound when the folder asked for has none
 */
export function workspaceFolder(
  asked: string | undefined,
  environment: NodeJS.ProcessEnv,
  cwd: string,
): string {
  const named = asked ?? (environment.TIEOUT_WORKSPACE || undefined);
  if (named !== undefined) {
    const folder = resolve(cwd, named);
    if (!existsSync(join(folder, WORKSPACE_FILE))) throw new WorkspaceNotFound(folder);
    return folder;
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, WORKSPACE_FILE))) return folder;
    if (folder === dirname(folder)) return join(PROJECT_FOLDER, 'examples');
  }
}

/** --data, else TIEOUT_DATA, else `.tieout` in the current folder (`npm start` makes that the project's). */
export function dataFolder(asked: string | undefined, environment: NodeJS.ProcessEnv, cwd: string): string {
  return resolve(cwd, asked ?? (environment.TIEOUT_DATA || '.tieout'));
}
