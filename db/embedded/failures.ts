import { Failure } from '#core/failure/failure.ts';

export class EmbeddedPostgresFailed extends Failure {
  readonly kind = 'unavailable';
  constructor(
    readonly step: string,
    readonly reason: string,
    hint?: string,
  ) {
    super(`the embedded PostgreSQL could not ${step}: ${reason}`, hint);
  }
}

export class DataFolderIsNewer extends Failure {
  readonly kind = 'configuration';
  constructor(
    readonly folder: string,
    readonly found: string,
    readonly ours: string,
  ) {
    super(
      `the data folder ${folder} was written by PostgreSQL ${found}, this Tieout brings ${ours}`,
      'Start the Tieout version that wrote it, or choose another folder with --data.',
    );
  }
}

export class DataFolderUnusable extends Failure {
  readonly kind = 'unavailable';
  constructor(
    readonly folder: string,
    readonly code: string,
  ) {
    super(
      `the data folder ${folder} cannot be used: ${REASONS[code] ?? code}`,
      HINTS[code] ?? CHOOSE_ANOTHER,
    );
  }
}

const CHOOSE_ANOTHER = 'Choose another folder with --data, or set DATABASE_URL to a PostgreSQL of your own.';

const REASONS: Record<string, string> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'it holds no whole PostgreSQL cluster',
};

const HINTS: Record<string, string> = {
  EACCES: 'Run Tieout as the user who made the folder, or choose another folder with --data.',
  EPERM: 'Run Tieout as the user who made the folder, or choose another folder with --data.',
  ENOSPC: 'Free some space on the disk, or choose another folder with --data.',
};

export function diskHint(text: string): string | undefined {
  return /No space left|disk full|ENOSPC/i.test(text) ? HINTS.ENOSPC : undefined;
}

/** The line that says why, out of the many that PostgreSQL's programs write; without the time and the process. */
export function reasonIn(log: string): string | undefined {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.findLast((line) => /\bFATAL:|\berror:/.test(line)) ?? lines.at(-1);
  return fatal?.replace(/^.*?\b(FATAL|error):\s*/, '');
}

export function logHint(folder: string): string {
  return `All that it said is in ${folder}.log; restore the data folder from a backup, or choose another one with --data.`;
}
