import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresFailed } from './failures.ts';

/** PostgreSQL refuses to run as root: then it runs as an unprivileged user that exists already. */
export type ServerUser = { uid: number; gid: number } | 'self';

/** @param owner who made the cluster: root goes on as that user */
export function serverUser(owner?: { uid: number; gid: number }): ServerUser {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return 'self';
  if (owner && owner.uid !== 0) return owner;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const entry = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new EmbeddedPostgresFailed(
    'start',
    'it must not run as root and there is neither a user "postgres" nor "nobody"',
    'Create one of them, or run Tieout as an ordinary user.',
  );
}

/** Whether every folder down to the given one lets the user through. */
export function canBeEntered(folder: string, user: ServerUser): boolean {
  if (user === 'self') return true;
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
