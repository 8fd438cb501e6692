import type { BenchLine, BenchOptions } from './line.ts';
import { measureReconcile } from './reconcile.steps.ts';
import { withBenchServer } from './server.ts';

/** `npm run bench -- reconcile --rows N`: N lines a side, 2 % breaks of every type, twelve currencies. */
export function run(options: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer((server) => measureReconcile(server, options));
}
