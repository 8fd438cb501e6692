import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Action } from './act.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** What hits which action: a strike so long after it began, or a kill of the process before its n-th statement. */
export type Fault = { action: number } & (
  | { afterMs: number; strike(child: ChildProcess): void }
  | { statement: number }
);

export interface RoundResult {
  /** What was acknowledged, by the number of the action. */
  done: Map<number, Record<string, unknown>>;
  /** The last action that began, when it was not acknowledged. */
  open: number | undefined;
  queued: string[];
  /** What an action said that failed, which it may when the server is killed. */
  failed: string | undefined;
  struck: boolean;
  /** How long each acknowledged action took, and how many statements. */
  cost: Map<number, { milliseconds: number; statements: number }>;
}

/** Runs actions in a process of their own and strikes it at the given moment. */
export async function runRound(
  where: { url: string; folder: string; data: string },
  actions: readonly Action[],
  fault: Fault | undefined,
): Promise<RoundResult> {
  const args = ['--import', 'tsx', CHILD, where.url, where.folder, where.data, JSON.stringify(actions)];
  if (fault && 'statement' in fault) args.push(String(fault.action), String(fault.statement));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const result: RoundResult = {
    done: new Map(),
    open: undefined,
    queued: [],
    failed: undefined,
    struck: false,
    cost: new Map(),
  };
  const ended = once(child, 'exit');
  let begunAt = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as {
      begin?: number;
      done?: number;
      queued?: string[];
      failed?: string;
      statements?: number;
      result?: Record<string, unknown>;
    };
    if (told.begin !== undefined) {
      result.open = told.begin;
      begunAt = performance.now();
      if (fault?.action === told.begin && 'afterMs' in fault) void strikeLater(child, fault, result);
    } else if (told.done !== undefined) {
      result.done.set(told.done, told.result ?? {});
      result.cost.set(told.done, {
        milliseconds: performance.now() - begunAt,
        statements: told.statements ?? 0,
      });
      result.open = undefined;
    } else if (told.queued) {
      result.queued.push(...told.queued);
    } else if (told.failed !== undefined) {
      result.failed = told.failed;
    }
  }
  const [, signal] = await ended;
  if (signal === 'SIGKILL') result.struck = true;
  return result;
}

async function strikeLater(
  child: ChildProcess,
  fault: Extract<Fault, { afterMs: number }>,
  result: RoundResult,
): Promise<void> {
  await sleep(fault.afterMs);
  if (child.exitCode !== null || child.signalCode !== null) return; // it was quicker
  result.struck = true;
  fault.strike(child);
}
