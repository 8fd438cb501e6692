import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#core/failure/failure.ts';
import { withStartLock } from '#db/embedded/start-lock.ts';
import { PROJECT_FOLDER } from '../places.ts';

export class AppNotBuilt extends Failure {
  readonly kind = 'internal';
  constructor(readonly lines: string) {
    super(`the screens could not be built: ${lines}`, 'Mend it, then start again.');
  }
}

export class BuildNotWritable extends Failure {
  readonly kind = 'unavailable';
  constructor(readonly folder: string) {
    super(
      `the screens have to be built first, and this user may not write into ${folder}`,
      'Run `npm run build` there as the user who owns it.',
    );
  }
}

export const BUILD_FOLDER = join(PROJECT_FOLDER, 'build');
const STAMP = join(BUILD_FOLDER, 'sources.sha256');
const LOCK = join(PROJECT_FOLDER, 'node_modules', '.tieout-build');
/** All that the build is made of: the server's half bundles what the screens import. */
const SOURCES = ['app', 'public', 'core', 'db', 'exports', 'sources', 'workflows'];
const FILES = ['package-lock.json', 'remix.config.js', 'tsconfig.json', 'vite.config.ts'];

/** Builds the screens unless they are there and made of just these sources. True when it built. */
export async function buildAppIfStale(announce: (text: string) => void): Promise<boolean> {
  const wanted = await hashSources();
  if (await isBuiltOf(wanted)) return false;
  await access(PROJECT_FOLDER, constants.W_OK).catch(() => {
    throw new BuildNotWritable(PROJECT_FOLDER);
  });
  return withStartLock(LOCK, async () => {
    if (await isBuiltOf(wanted)) return false; // another process built it meanwhile
    announce('Building the screens (only after a change)');
    await build();
    await writeFile(STAMP, wanted);
    return true;
  });
}

async function isBuiltOf(sources: string): Promise<boolean> {
  return (await readFile(STAMP, 'utf8').catch(() => '')) === sources;
}

/** By content: a checkout or a copy changes every date and nothing else. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of [...(await sourceFiles()), ...FILES]) {
    const content = await readFile(join(PROJECT_FOLDER, path)).catch(() => Buffer.alloc(0));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function sourceFiles(): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of SOURCES) {
    const entries = await readdir(join(PROJECT_FOLDER, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(PROJECT_FOLDER.length + 1));
    }
  }
  return paths.sort();
}

async function build(): Promise<void> {
  const cli = join(PROJECT_FOLDER, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, 'vite:build'], {
    cwd: PROJECT_FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const lines: string[] = [];
  const keep = (chunk: Buffer) => {
    lines.push(...chunk.toString('utf8').split('\n'));
    lines.splice(0, lines.length - 40);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new AppNotBuilt(
      lines
        .filter((line) => line.trim())
        .slice(-12)
        .join('\n'),
    );
}
