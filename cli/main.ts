import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addCommand } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { PROJECT_FOLDER } from './places.ts';
import { reportFailure } from './report-failure.ts';
import { onStopSignals } from './signals.ts';

const USAGE_EXIT = 2;

const EXIT_CODES = `
Exit codes: 0 fine; 1 our fault, or something is not there (database, disk, port); 2 bad usage or configuration,
or not allowed; 3 exceptions over their threshold; 4 incomplete or rejected input.
Progress is written to stderr, results to stdout.`;

/** Runs one command and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const stop = onStopSignals((text) => process.stderr.write(`${text}\n`));
  // A reader such as `head` may close our output early: that is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  const program = new Command('tieout')
    .description("Reconciles a company's books before they are closed.")
    .version(version(), '-V, --version')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(add --help for the usage)')
    .enablePositionalOptions()
    .exitOverride();
  const finish = (code: number) => {
    process.exitCode = stop.signal.aborted && code === 0 ? 0 : code;
  };
  for (const module of COMMANDS) {
    addCommand(program, module, {
      stdout: process.stdout,
      stderr: process.stderr,
      signal: stop.signal,
      finish,
      fail: (error, json) => finish(reportFailure(error, json, process)),
    });
  }
  inherit(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT;
  } finally {
    stop.remove();
  }
}

/**
 * Commander's settings are not handed down to commands that are added to groups. Options belong to the command that they
 * follow: `export verify DIR --json` is not about `export`.
 */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError('(add --help for the usage)').enablePositionalOptions();
    inherit(child);
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')) as { version: string })
    .version;
}
