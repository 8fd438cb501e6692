import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Failure, UnknownName } from '#core/failure/failure.ts';
import { type CommandModule, plainCommand } from '../command.ts';
import { table } from '../output.ts';
import { PROJECT_FOLDER } from '../places.ts';

const STANDARD = join(PROJECT_FOLDER, 'standard');

class FolderInUse extends Failure {
  readonly kind = 'usage';
  constructor(readonly folder: string) {
    super(
      `${folder} is not empty`,
      'Nothing was written. Name a folder that is empty or does not exist yet, and copy from there what you need.',
    );
  }
}

interface Standard {
  name: string;
  title: string;
  reconciliations: string[];
  folder: string;
}

const list = plainCommand({
  name: 'standard list',
  summary: 'the standard reconciliations that can be copied',
  needs: 'nothing',
  async run({ output }) {
    const standards = await allStandards();
    output.result({ standards }, () =>
      table(
        ['name', 'what it ties out', 'reconciliations'],
        standards.map(({ name, title, reconciliations }) => [name, title, reconciliations.join(', ')]),
      ),
    );
    return 0;
  },
});

const copy = plainCommand({
  name: 'standard copy',
  args: '<name> [dir]',
  summary: 'copy a standard reconciliation with its contracts and data into a folder of its own name, or DIR',
  needs: 'nothing',
  help: 'Example: tieout standard copy bank-to-ledger /tmp/try && tieout start --workspace /tmp/try',
  async run({ args: [name = '', dir], output }) {
    const standards = await allStandards();
    const found = standards.find((one) => one.name === name);
    if (!found)
      throw new UnknownName(
        'standard reconciliation',
        name,
        standards.map((one) => one.name),
      );
    const folder = resolve(dir ?? name);
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) throw new FolderInUse(folder);
    await cp(found.folder, folder, { recursive: true, errorOnExist: true, force: false });
    const files = await filesIn(folder);
    output.result(
      { name, folder, files },
      `${files.map((file) => `  ${file}`).join('\n')}\n\nNext: tieout check --workspace ${dir ?? name}; expected.yaml says what a run finds`,
    );
    return 0;
  },
});

async function allStandards(): Promise<Standard[]> {
  const names = (await readdir(STANDARD, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const folder = join(STANDARD, name);
      const declared = await readFile(join(folder, 'tieout.yaml'), 'utf8');
      const reconciliations = (await readdir(join(folder, 'reconciliations'))).sort();
      return {
        ...{ name, folder },
        title: /^workspace: *(.+)$/m.exec(declared)?.[1] ?? name,
        reconciliations: reconciliations.map((file) => file.replace(/\.yaml$/, '')),
      };
    }),
  );
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

export const STANDARD_COMMANDS: readonly CommandModule[] = [list, copy];
