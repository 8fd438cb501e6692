import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { currencyTable } from './generate/currency-table.ts';
import type { Generator } from './generate/generator.ts';
import { workspaceSchemas } from './generate/workspace-schemas.ts';

/** Everything that is committed but made by a program. Add a generator here. */
const GENERATORS: readonly Generator[] = [currencyTable, workspaceSchemas];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Writes every generated file; with `--check` writes nothing and exits with 1 when one is stale. */
async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const stale: string[] = [];
  for (const generator of GENERATORS) {
    for (const file of await generator.files(root)) {
      const target = path.join(root, file.path);
      const present = await readFile(target, 'utf8').catch(() => undefined);
      if (present === file.text) continue;
      stale.push(`${file.path} (${generator.name})`);
      if (!check) await writeFile(target, file.text);
    }
  }
  for (const name of stale) console.error(check ? `stale: ${name}` : `wrote ${name}`);
  if (check && stale.length > 0) {
    console.error('Run `npm run generate` and commit what it writes.');
    process.exitCode = 1;
  }
}

await main();
