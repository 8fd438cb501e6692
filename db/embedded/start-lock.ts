import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#core/failure/failure.ts';
import { isAlive } from './processes.ts';

const PATIENCE_MS = 180_000;

export class LockHeld extends Failure {
  readonly kind = 'unavailable';
  constructor(readonly file: string) {
    super(`another process holds ${file}`, 'Wait for it to end; if there is none, remove the file.');
  }
}

/**
 * Runs the work while no other process does what belongs to this folder: two commands that begin at once must not both
 * make the cluster, and one that ends must not stop the server under one that begins.
 */
export async function withStartLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = `${folder}.lock`;
  const deadline = Date.now() + PATIENCE_MS;
  while (!take(file)) {
    if (Date.now() > deadline) throw new LockHeld(file);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    removeStale(file);
    return false;
  }
}

/** A killed process leaves its lock behind. An empty one is just being written: it is given the time. */
function removeStale(file: string): void {
  try {
    const owner = readFileSync(file, 'utf8');
    if (owner !== '' && owner !== String(process.pid) && !isAlive(Number(owner)))
      rmSync(file, { force: true });
  } catch {
    // gone meanwhile: the next attempt takes it
  }
}
