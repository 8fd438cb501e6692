import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, runCli } from '../cli/run-cli.ts';
import { useDatabase } from '../support/database.ts';
import { SEEDS } from './bad-input.ts';
import { type Template, workspaceFiles } from './support/workspace.ts';

/**
 * MiB of the large file. The whole claim is `HUGE_MIB=2048 npx vitest run test/bad-input/memory.test.ts`: it runs more
 * cases, which take the same paths with other bytes, and prints what each needed.
 */
const HUGE_MIB = Number(process.env.HUGE_MIB ?? 300);
const ALL = process.env.HUGE_MIB !== undefined;
const MIB = 1 << 20;
/** Node, the sources and a few records of 16 MiB; far below the file. */
const MOST_MIB = 350;

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'tieout-memory-'));
const TEMPLATES: Template[] = ['csv', 'ndjson', 'camt053', 'mt940'];

beforeAll(async () => {
  const sources = TEMPLATES.map((template) => ({ source: template, template }));
  for (const [path, text] of Object.entries(workspaceFiles(sources))) {
    const file = join(folder, 'workspace', path);
    await mkdir(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In a process of its own, for its memory. */
async function ingest(source: string, file: string): Promise<Run & { peakMib: number }> {
  const hook = new URL('./support/report-peak.mjs', import.meta.url);
  const peak = join(folder, 'peak');
  const env = {
    DATABASE_URL: database.url,
    PEAK_FILE: peak,
    NODE_OPTIONS: `--import=${pathToFileURL(hook.pathname)}`,
  };
  const where = ['--workspace', join(folder, 'workspace'), '--data', join(folder, 'data')];
  const run = await runCli(['ingest', source, file, '--json', ...where], { env });
  return { ...run, peakMib: Number(readFileSync(peak, 'utf8')) };
}

/** `before`, then the filling over and over until the size is reached. */
async function write(name: string, before: string, filling: string): Promise<string> {
  const path = join(folder, name);
  const bytes = Buffer.from(filling.repeat(Math.ceil(MIB / filling.length)));
  const pieces = function* () {
    yield before;
    for (let mib = 0; mib < HUGE_MIB; mib++) yield bytes;
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return path;
}

const [header = ''] = SEEDS.csv.split('\n');
const [CAMT_HEAD = ''] = SEEDS.camt053.split('<Ntry>');
const [MT940_HEAD = ''] = SEEDS.mt940.split(':86:');

type Huge = [name: string, source: Template, [before: string, filling: string], rule: RegExp];

const MORE: Huge[] = [
  ['one quoted field of CSV', 'csv', [`${header}\nB,"`, 'x\n'], /record_too_long/],
  ['a header of CSV', 'csv', ['', 'column,'], /too_many_columns|record_too_long/],
  ['zeros', 'csv', ['', '\0'], /record_too_long|missing_column/],
  ['what stands before a document', 'camt053', ['<?xml version="1.0"?><!--', 'x'], /not_xml|record_too_long/],
  [
    'a field of MT940 in many lines',
    'mt940',
    [`${MT940_HEAD}:86:`, 'xxxxxxxx\r\n'],
    /record_too_long|truncated/,
  ],
];

describe(`${HUGE_MIB} MiB`, () => {
  test.each<Huge>([
    ['one line of CSV', 'csv', [`${header}\nB,`, 'x'], /record_too_long/],
    ['one line of NDJSON', 'ndjson', ['{"id":"', 'x'], /record_too_long/],
    ['one element of camt.053', 'camt053', [`${CAMT_HEAD}<Ntry><AddtlNtryInf>`, 'x'], /record_too_long/],
    ['one line of MT940', 'mt940', [':20:', 'x'], /record_too_long/],
    ...(ALL ? MORE : []),
  ])(
    '%s is refused in little memory',
    async (name, source, [before, filling], rule) => {
      const file = await write(name, before, filling);
      const { code, stdout, peakMib } = await ingest(source, file);
      rmSync(file);
      rmSync(join(folder, 'data', 'raw'), { recursive: true, force: true });
      expect(code).toBe(4);
      expect(JSON.parse(stdout).rejected[0].problem.rule).toMatch(rule);
      if (ALL) console.log(`${name}: ${peakMib} MiB`);
      expect(peakMib).toBeLessThan(MOST_MIB);
    },
    600_000,
  );

  test('many lines of 8 MiB are quarantined in little memory', async () => {
    const line = `B,${'x'.repeat(8 * MIB)},1,EUR,2026-01-06\n`;
    const path = join(folder, 'wide.csv');
    const lines = Math.ceil(HUGE_MIB / 8);
    await pipeline(
      Readable.from([`${header}\n`, ...Array.from({ length: lines }, () => line)]),
      createWriteStream(path),
    );
    const { code, stdout, peakMib } = await ingest('csv', path);
    rmSync(path);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).deliveries[0].files[0]).toMatchObject({
      read: lines,
      counts: { quarantined: lines },
    });
    if (ALL) console.log(`lines of 8 MiB: ${peakMib} MiB`);
    expect(peakMib).toBeLessThan(MOST_MIB);
  }, 600_000);
});
