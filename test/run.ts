import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAppIfStale } from '#cli/start/app-build.ts';

/**
 * What `npm test` runs: each stage in turn, up to the first that fails. The closing line, alone on its line, says how
 * many tests passed and failed. Arguments are handed to vitest: `npm test -- test/jobs`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Outcome {
  passed: number;
  failed: number;
  skipped?: number;
}

const STAGES: readonly { name: string; run: () => Promise<Outcome> }[] = [
  { name: 'generated files', run: () => check('tsx', ['scripts/generate.ts', '--check']) },
  { name: 'types', run: () => check('tsc', ['--noEmit']) },
  { name: 'lint', run: () => check('biome', ['check', '--error-on-warnings', '--max-diagnostics=50', '.']) },
  { name: 'build', run: build },
  { name: 'tests', run: tests },
];

async function main(): Promise<void> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of STAGES) {
    const startedAt = performance.now();
    process.stdout.write(`\n== ${name}\n`);
    const { passed, failed, skipped = 0 } = await run();
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`== ${name}: ${failed === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`);
    if (failed > 0) break;
  }
  if (total.skipped > 0) process.stdout.write(`${total.skipped} skipped\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

/** A stage without tests of its own adds nothing when it passes, and one failure when it does not. */
async function check(program: string, args: string[]): Promise<Outcome> {
  const code = await run(program, args);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/** The browser tests drive the app as it is shipped. */
async function build(): Promise<Outcome> {
  try {
    await buildAppIfStale((text) => process.stdout.write(`${text}\n`));
    return { passed: 0, failed: 0 };
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

async function tests(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-report-'));
  const file = join(folder, 'vitest.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await run('vitest', ['run', ...reporters, ...process.argv.slice(2)]);
    const report = readReport(file);
    const { numPassedTests: passed, numFailedTests: failed } = report;
    // A file that does not load, or an error outside every test, fails the run without failing a test.
    const unseen = code !== 0 && failed === 0 ? 1 : 0;
    return { passed, failed: failed + unseen, skipped: report.numPendingTests + report.numTodoTests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  }
}

function run(program: string, args: string[]): Promise<number> {
  const child = spawn(join(ROOT, 'node_modules', '.bin', program), args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

await main();
