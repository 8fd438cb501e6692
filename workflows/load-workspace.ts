import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '#core/failure/failure.ts';
import { checkWorkspace, type WorkspaceFile } from '#core/workspace/check-workspace.ts';
import type { Workspace } from '#core/workspace/workspace.ts';

const FOLDERS = ['sources', 'contracts', 'reconciliations', 'exports'];
const FILES = ['tieout.yaml', 'schedules.yaml'];

export class WorkspaceUnreadable extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(
      `the workspace cannot be read: ${path}: ${reason}`,
      'Name its folder with --workspace DIR, or make one with `tieout init DIR`.',
    );
  }
}

/**
 * Reads the workspace in a folder from disk and checks it.
 * @throws ConfigurationInvalid with all problems, WorkspaceUnreadable when the folder is none
 */
export async function loadWorkspace(folder: string): Promise<Workspace> {
  const root = resolve(folder);
  const paths = await workspacePaths(root);
  const files = await Promise.all(paths.map((path) => readText(root, path)));
  return checkWorkspace(files, { folder: root, resolve: (path) => resolve(root, path) });
}

async function workspacePaths(root: string): Promise<string[]> {
  const present = await listing(root, root);
  if (present === undefined || !present.includes('tieout.yaml')) {
    throw new WorkspaceUnreadable(
      root,
      present === undefined ? 'there is no such folder' : 'it has no tieout.yaml',
    );
  }
  const paths = FILES.filter((name) => present.includes(name));
  for (const folder of FOLDERS) {
    const names = (await listing(join(root, folder), root)) ?? [];
    paths.push(...names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${folder}/${name}`));
  }
  return paths;
}

/** Undefined where there is no folder. */
async function listing(folder: string, root: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new WorkspaceUnreadable(root, code ?? String(error));
  }
}

async function readText(root: string, path: string): Promise<WorkspaceFile> {
  const file = join(root, path);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new WorkspaceUnreadable(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new WorkspaceUnreadable(file, 'it is not UTF-8');
  }
}
