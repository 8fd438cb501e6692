import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { InputRejected } from '#core/failure/failure.ts';

/** @throws InputRejected when the path leads to no file that can be read */
export async function checkReadable(file: string): Promise<void> {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => error);
  if (info instanceof Error) throw unreadable(file, info);
  if (!info.isFile()) {
    throw rejected(
      file,
      'not_a_file',
      info.isDirectory() ? 'it is a folder' : 'it is no ordinary file',
      'Name a file in it.',
    );
  }
  await access(file, constants.R_OK).catch((error) => {
    throw unreadable(file, error);
  });
}

/** @throws InputRejected when symbolic links lead out of the folder */
export async function checkWithin(file: string, folder: string): Promise<void> {
  const [real, root] = await Promise.all([realpath(file), realpath(folder)]);
  if (real.startsWith(`${root}${sep}`)) return;
  throw rejected(
    file,
    'outside_folder',
    'it is a symbolic link to a file outside its folder',
    'Copy the file there, or ingest it by its path.',
  );
}

/** What an error of the system says of a file that was to be read. */
export function unreadable(file: string, { code = '' }: NodeJS.ErrnoException): InputRejected {
  const { rule, detail } = REASONS[code] ?? {
    rule: 'file_unreadable',
    detail: `it cannot be read (${code})`,
  };
  return rejected(
    file,
    rule,
    detail,
    rule === 'file_missing' ? 'Check the path.' : 'Check its owner and its rights.',
  );
}

const REASONS: Record<string, { rule: string; detail: string }> = {
  ENOENT: { rule: 'file_missing', detail: 'there is no such file' },
  ENOTDIR: { rule: 'file_missing', detail: 'there is no such file' },
  ELOOP: { rule: 'file_missing', detail: 'its symbolic links lead in a circle' },
  EACCES: { rule: 'file_unreadable', detail: 'this user may not read it' },
  EPERM: { rule: 'file_unreadable', detail: 'this user may not read it' },
};

export function rejected(file: string, rule: string, detail: string, hint: string): InputRejected {
  return new InputRejected({ file: basename(file), rule, detail, hint });
}
