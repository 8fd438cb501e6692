import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Path below the out folder -> bytes. */
export type GeneratedFiles = ReadonlyMap<string, Buffer>;

export const DATA_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'data');

/**
 * Runs a generator as a program: `--seed N` (where it takes one) and `--out DIR` (default: examples/data). Does nothing when the module
 * is imported by another.
 */
export function runAsProgram(
  module: string,
  defaultSeed: number,
  generate: (seed: number) => GeneratedFiles,
): void {
  if (process.argv[1] !== fileURLToPath(module)) return;
  const { values } = parseArgs({ options: { seed: { type: 'string' }, out: { type: 'string' } } });
  const seed = values.seed === undefined ? defaultSeed : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    process.stderr.write('--seed takes a whole number from 0\n');
    process.exitCode = 2;
    return;
  }
  for (const [path, bytes] of generate(seed)) {
    const file = join(values.out ?? DATA_FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    process.stdout.write(`${file} ${bytes.length}\n`);
  }
}

/** JSON as it is committed: two spaces, a newline at the end. */
export function jsonFile(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
