import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DataFolderIsNewer } from './failures.ts';
import { canBeEntered, type ServerUser } from './server-user.ts';

/**
 * Where the cluster lives: `<data>/postgres`, or, when root runs Tieout from a folder that the server's user cannot
 * enter (such as /root), a folder of its own under /var/lib/tieout.
 */
export function clusterFolder(dataFolder: string, user: ServerUser): string {
  const wanted = join(resolve(dataFolder), 'postgres');
  mkdirSync(dirname(wanted), { recursive: true });
  if (canBeEntered(dirname(wanted), user)) return wanted;
  const tag = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return join('/var/lib/tieout', tag, 'postgres');
}

export function prepareFolder(folder: string, user: ServerUser): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== 'self') chownSync(folder, user.uid, user.gid);
}

/** @throws DataFolderIsNewer when another major version wrote the folder. */
export function isInitialised(folder: string, major: string): boolean {
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file)) return false;
  const found = readFileSync(file, 'utf8').trim();
  if (found !== major) throw new DataFolderIsNewer(folder, found, major);
  return true;
}
