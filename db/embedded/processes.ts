import { readFileSync } from 'node:fs';

/** Whether the number is taken, be it by a process that has ended and that its parent has not asked about. */
export function isTaken(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In a container whose first process asks about nobody, one that was killed keeps its number for ever: it is dead. */
export function isAlive(pid: number): boolean {
  if (!isTaken(pid)) return false;
  // After the name in parentheses, which may hold anything, comes the state; Z is a process that has ended.
  const state = /\) (\S)[^)]*$/.exec(ofProcess(pid, 'stat') ?? '')?.[1];
  return state !== 'Z';
}

/** After a power cut the number in a pid file may belong to anybody. Where that cannot be told, it counts as postgres. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const name = ofProcess(pid, 'comm');
  return name === undefined || name.trim() === 'postgres';
}

function ofProcess(pid: number, file: 'stat' | 'comm'): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
