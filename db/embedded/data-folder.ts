import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DataFolderIsNewer, DataFolderUnusable } from './failures.ts';
import { canBeEntered, type ServerUser } from './server-user.ts';

/**
 * Where the cluster lives: `<data>/postgres`, or, when root runs Tieout from a folder that the server's user cannot
 * enter (such as /root), a folder of its own under /var/lib/tieout, which `<data>/postgres.location` names. Whoever
 * deletes the data folder starts anew in both cases.
 * @throws DataFolderUnusable
 */
export function clusterFolder(dataFolder: string, user: ServerUser): string {
  const data = resolve(dataFolder);
  usable(data, () => {
    accessSync(nearestExisting(data), constants.W_OK); // mkdir misreports a read-only file system
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK | constants.X_OK);
  });
  if (canBeEntered(data, user)) return join(data, 'postgres');
  const pointer = join(data, 'postgres.location');
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const folder = join('/var/lib/tieout', randomBytes(8).toString('hex'), 'postgres');
  usable(dirname(folder), () => mkdirSync(dirname(folder), { recursive: true, mode: 0o755 }));
  usable(pointer, () => writeFileSync(pointer, `${folder}\n`));
  return folder;
}

export function prepareFolder(folder: string, user: ServerUser): void {
  usable(folder, () => {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (user !== 'self') chownSync(folder, user.uid, user.gid);
  });
}

/** @throws DataFolderIsNewer when another major version wrote the folder; DataFolderUnusable when another user did. */
export function isInitialised(folder: string, major: string): boolean {
  if (!existsSync(folder)) return false;
  const found = usable(folder, () => readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim());
  if (found !== major) throw new DataFolderIsNewer(folder, found, major);
  return true;
}

/** Who owns the cluster, so that root goes on as the user who made it. */
export function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  if (!existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function usable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DataFolderUnusable(folder, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}
