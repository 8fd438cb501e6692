import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { prepareFolder } from './data-folder.ts';
import { diskHint, EmbeddedPostgresFailed, reasonIn } from './failures.ts';
import type { ServerUser } from './server-user.ts';

export const SUPERUSER = 'tieout';

/** Makes the cluster beside its place and moves it there when it is whole: a killed attempt leaves nothing usable. */
export async function initialise(binaries: Binaries, folder: string, user: ServerUser): Promise<void> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  prepareFolder(partial, user);
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== 'self') chownSync(passwordFile, user.uid, user.gid);
  // The built-in locale is the same on every system; the system's own C.UTF-8 is not there on all of them.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    const spawnAs = user === 'self' ? {} : user;
    await promisify(execFile)(binaries.initdb, ['-D', partial, ...access, ...locale], {
      cwd: '/',
      ...spawnAs,
    });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    const { stderr = '' } = error as { stderr?: string };
    throw new EmbeddedPostgresFailed(
      `make its data folder ${folder}`,
      reasonIn(stderr) ?? String(error),
      diskHint(stderr) ??
        'Choose another folder with --data, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}
