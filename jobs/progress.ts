import type { Progress } from '#workflows/context.ts';

/** Writes the latest progress at most once per interval, never two writes at once; the last one is not lost. */
export function throttleProgress(
  write: (progress: Progress) => Promise<void>,
  intervalMs: number,
): { report(progress: Progress): void; flush(): Promise<void> } {
  let latest: Progress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = Number.NEGATIVE_INFINITY;

  const writeLatest = () => {
    timer = undefined;
    const progress = latest;
    latest = undefined;
    if (!progress) return;
    writtenAt = performance.now();
    // Progress is a courtesy: a write that fails must not fail the job.
    writing = writing.then(() => write(progress)).catch(() => {});
  };
  return {
    report(progress) {
      latest = progress;
      timer ??= setTimeout(writeLatest, Math.max(0, writtenAt + intervalMs - performance.now()));
    },
    async flush() {
      clearTimeout(timer);
      writeLatest();
      await writing;
    },
  };
}
