import { vi } from 'vitest';
import { main } from '#cli/main.ts';

export interface Ran {
  code: number;
  /** What --json printed. */
  // biome-ignore lint/suspicious/noExplicitAny: each command prints its own shape
  result: any;
  stderr: string;
}

/**
 * Runs a command of the real command line in this process, which is much faster than a process each; a few cases run in
 * a process of their own. Exit code, stdout and stderr are what the process would have had.
 */
export async function runCommand(args: readonly string[], environment: Record<string, string>): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const keep = (texts: string[]) => (chunk: string | Uint8Array) => texts.push(String(chunk)) > 0;
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep(stdout));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep(stderr));
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const before = process.exitCode;
  try {
    await main(['node', 'tieout', ...args, '--json']);
    const code = Number(process.exitCode ?? 0);
    const printed = stdout.join('');
    return { code, result: printed === '' ? undefined : JSON.parse(printed), stderr: stderr.join('') };
  } finally {
    process.exitCode = before;
    vi.unstubAllEnvs();
    out.mockRestore();
    err.mockRestore();
  }
}
