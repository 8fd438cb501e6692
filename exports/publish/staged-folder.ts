import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storing, withFile } from '../writers/file-sink.ts';
import { STAGING_PREFIX } from './layout.ts';

/** A staging folder this old was left by a process that is gone. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** A folder that nobody sees until it is whole. */
export class StagedFolder {
  /** Where files are written for now. */
  readonly path: string;
  readonly target: string;
  #revealed = false;

  private constructor(path: string, target: string) {
    this.path = path;
    this.target = target;
  }

  /** @throws StorageFailed */
  static async create(series: string, name: string): Promise<StagedFolder> {
    const path = join(series, `${STAGING_PREFIX}${name}`);
    await storing(series, () => mkdir(series, { recursive: true }));
    await storing(path, () => mkdir(path));
    return new StagedFolder(path, join(series, name));
  }

  /** Makes the folder visible under its name, at once and for good. @throws StorageFailed */
  async reveal(): Promise<void> {
    await syncFolder(this.path);
    await storing(this.target, () => rename(this.path, this.target));
    this.#revealed = true;
    await syncFolder(dirname(this.target));
  }

  /** Takes everything away again; out of sight first, so that nobody meets half of it. */
  async discard(): Promise<void> {
    if (this.#revealed) await rename(this.target, this.path).catch(() => {});
    await rm(this.path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Writes the file beside and puts it in the place of the old one at once. @throws StorageFailed */
export async function replaceFile(
  folder: string,
  name: string,
  bytes: Uint8Array,
  id: string,
): Promise<void> {
  const temporary = join(folder, `${STAGING_PREFIX}${id}-${name}`);
  await withFile(temporary, (sink) => sink.write(bytes));
  await storing(join(folder, name), () => rename(temporary, join(folder, name)));
  await syncFolder(folder);
}

/** Deletes what crashed publications left behind. Never fails: the next publication tries again. */
export async function sweepAbandoned(series: string, now: Date): Promise<void> {
  const names = await readdir(series).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(STAGING_PREFIX))) {
    const path = join(series, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || now.getTime() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** A rename is safe on the disk only when the folder is. Some file systems cannot sync a folder: then it cannot be had. */
async function syncFolder(path: string): Promise<void> {
  const folder = await storing(path, () => open(path, 'r'));
  try {
    await folder.sync().catch(() => {});
  } finally {
    await folder.close();
  }
}
