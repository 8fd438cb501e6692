import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TIEOUT = fileURLToPath(new URL('../../cli/tieout.js', import.meta.url));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

export interface Started {
  process: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves when stdout holds the text. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Run>;
}

/** Starts the command as a shell would; nothing of this process's environment that steers Tieout reaches it. */
export function startCli(args: readonly string[], { cwd, env = {} }: RunOptions = {}): Started {
  const {
    DATABASE_URL: _,
    TIEOUT_TOKEN: __,
    TIEOUT_WORKSPACE: ___,
    TIEOUT_DATA: ____,
    PORT: _____,
    ...rest
  } = process.env;
  const child = spawn(process.execPath, [TIEOUT, ...args], {
    cwd,
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]): Run => ({ code: code as number | null, stdout, stderr }));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const said = async (pattern: RegExp) => {
    for (;;) {
      const last = over;
      const found = pattern.exec(stdout) ?? pattern.exec(stderr);
      if (found) return found;
      if (last) throw new Error(`it ended without saying ${pattern}:\n${stdout}\n${stderr}`);
      await sleep(50);
    }
  };
  return { process: child, said, ended };
}

export function runCli(args: readonly string[], options?: RunOptions): Promise<Run> {
  return startCli(args, options).ended;
}
