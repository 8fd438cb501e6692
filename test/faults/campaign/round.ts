import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Action } from './act.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

export interface Fault {
  /** Which action it hits: the fault comes this long after that one began. */
  action: number;
  afterMs: number;
  strike(child: ChildProcess): void;
}

export interface RoundResult {
  /** What was acknowledged, by the number of the action. */
  done: Map<number, Record<string, unknown>>;
  /** The last action that began, when it was not acknowledged. */
  open: number | undefined;
  queued: string[];
  /** What an action said that failed, which it may when the server is killed. */
  failed: string | undefined;
  struck: boolean;
  /** How long each acknowledged action took. */
  milliseconds: Map<number, number>;
}

/** Runs actions in a process of their own and strikes it at the given moment. */
export async function runRound(
  where: { url: string; folder: string; data: string },
  actions: readonly Action[],
  fault: Fault | undefined,
): Promise<RoundResult> {
  const args = ['--import', 'tsx', CHILD, where.url, where.folder, where.data, JSON.stringify(actions)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const result: RoundResult = {
    done: new Map(),
    open: undefined,
    queued: [],
    failed: undefined,
    struck: false,
    milliseconds: new Map(),
  };
  const ended = once(child, 'exit');
  let begunAt = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as {
      begin?: number;
      done?: number;
      queued?: string[];
      failed?: string;
      result?: Record<string, unknown>;
    };
    if (told.begin !== undefined) {
      result.open = told.begin;
      begunAt = performance.now();
      if (fault?.action === told.begin) void strikeLater(child, fault, result);
    } else if (told.done !== undefined) {
      result.done.set(told.done, told.result ?? {});
      result.milliseconds.set(told.done, performance.now() - begunAt);
      result.open = undefined;
    } else if (told.queued) {
      result.queued.push(...told.queued);
    } else if (told.failed !== undefined) {
      result.failed = told.failed;
    }
  }
  await ended;
  return result;
}

async function strikeLater(child: ChildProcess, fault: Fault, result: RoundResult): Promise<void> {
  await sleep(fault.afterMs);
  if (child.exitCode !== null || child.signalCode !== null) return; // it was quicker
  result.struck = true;
  fault.strike(child);
}
