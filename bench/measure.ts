import { readFileSync, writeFileSync } from 'node:fs';

export interface Measured<T> {
  /** Median over the runs. */
  seconds: number;
  /** The highest over the runs. */
  peakRssMb: number;
  /** Of the last run. */
  result: T;
}

/** Runs the work `runs` times and takes the median. `before` is not timed: it puts things back where they were. */
export async function measure<T>(
  runs: number,
  work: () => Promise<T> | T,
  before?: () => Promise<unknown> | unknown,
): Promise<Measured<T>> {
  const seconds: number[] = [];
  let peakRssMb = 0;
  let last: { result: T } | undefined;
  for (let run = 0; run < Math.max(1, runs); run++) {
    await before?.();
    const peak = watchRss();
    const started = performance.now();
    last = { result: await work() };
    seconds.push((performance.now() - started) / 1000);
    peakRssMb = Math.max(peakRssMb, peak());
  }
  if (!last) throw new Error('measured nothing');
  return { seconds: median(seconds), peakRssMb, result: last.result };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * Starts to watch the resident memory of this process; the function it returns stops and gives the peak in MB. Linux
 * counts the peak itself (VmHWM, reset by writing 5 to clear_refs); elsewhere a timer samples it.
 */
export function watchRss(): () => number {
  let sampled = process.memoryUsage.rss();
  const sample = () => {
    sampled = Math.max(sampled, process.memoryUsage.rss());
  };
  const counted = resetLinuxPeak();
  const timer = counted ? undefined : setInterval(sample, 20).unref();
  return () => {
    clearInterval(timer);
    sample();
    return (counted ? Math.max(linuxPeak(), 0) : sampled) / 2 ** 20;
  };
}

function resetLinuxPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return linuxPeak() > 0;
  } catch {
    return false;
  }
}

function linuxPeak(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kilobytes === undefined ? 0 : Number.parseInt(kilobytes, 10) * 1024;
}

/** Work and what it is compared with, in turns. `before` and `after` are not timed. */
export async function inTurns(
  runs: number,
  work: () => Promise<void>,
  limit: { name: string; seconds: () => Promise<number> },
  before?: () => Promise<unknown>,
  after?: () => Promise<unknown> | undefined,
): Promise<{ seconds: number; peakRssMb: number; limit: { name: string; seconds: number } }> {
  const own: Measured<void>[] = [];
  const limits: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    own.push(await measure(1, work, before));
    await after?.();
    limits.push(await limit.seconds());
  }
  return {
    seconds: median(own.map(({ seconds }) => seconds)),
    peakRssMb: Math.max(...own.map(({ peakRssMb }) => peakRssMb)),
    limit: { name: limit.name, seconds: median(limits) },
  };
}
