/** One press of Ctrl-C may arrive twice: from the terminal, and again from npm, which hands on what it gets. */
const SAME_PRESS_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const FORCED_EXIT = 130;

export interface StopSignals {
  signal: AbortSignal;
  remove(): void;
}

/** Ctrl-C asks the work to stop at its next safe point; a second one ends the process at once. */
export function onStopSignals(say: (text: string) => void): StopSignals {
  const stopping = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!stopping.signal.aborted) {
      firstAt = performance.now();
      say('Stopping (once more to stop at once)');
      stopping.abort();
    } else if (performance.now() - firstAt > SAME_PRESS_MS) {
      say('Stopped at once. What was not finished is rolled back or taken up again at the next start.');
      process.exit(FORCED_EXIT);
    }
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: stopping.signal,
    remove: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
