import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER } from '../../../examples/generate/command-line.ts';

export const EXAMPLES_FOLDER = join(DATA_FOLDER, '..');

export function dataFile(...path: string[]): string {
  return join(DATA_FOLDER, ...path);
}

export function readTruth<Truth>(set: string): Truth {
  return JSON.parse(readFileSync(dataFile(set, 'truth.json'), 'utf8')) as Truth;
}
