import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Failure } from '#core/failure/failure.ts';
import { plainCommand } from '../command.ts';
import { PROJECT_FOLDER } from '../places.ts';

const TEMPLATE = join(PROJECT_FOLDER, 'examples', 'minimal');

class FolderNotEmpty extends Failure {
  readonly kind = 'usage';
  constructor(readonly folder: string) {
    super(
      `${folder} is not empty`,
      'Nothing was written. Name a folder that is empty or does not exist yet.',
    );
  }
}

export const init = plainCommand({
  name: 'init',
  args: '<dir>',
  summary: 'make a small commented workspace to start from',
  needs: 'nothing',
  async run({ args: [dir = '.'], output }) {
    const folder = resolve(dir);
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) throw new FolderNotEmpty(folder);
    await cp(TEMPLATE, folder, { recursive: true, errorOnExist: true, force: false });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
    output.result(
      { folder, files },
      `${files.map((file) => `  ${file}`).join('\n')}\n\nNext: tieout check --workspace ${dir}, then tieout start --workspace ${dir}`,
    );
    return 0;
  },
});
