import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { measure } from './measure.ts';
import { makeBooks, RULES } from './reconcile.books.ts';
import { contextOf, forget, project, runOnce } from './reconcile.context.ts';
import { withBenchServer } from './server.ts';

const SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000];

/**
 * `npm run bench -- growth --rows N`: whole runs from 10,000 lines a side up to N. `exponent` says how the time of a step
 * grows from that of the size before: 1 is linear.
 */
export async function* run({ rows, runs }: BenchOptions): AsyncGenerator<BenchLine> {
  let before: { rows: number; seconds: number } | undefined;
  const first = { rows: 0, seconds: 0 };
  for (const size of SIZES.filter((it) => it <= rows)) {
    let seconds = 0;
    yield* withBenchServer(async function* (server) {
      await makeBooks(server, size);
      const context = contextOf(server, RULES);
      await project(context);
      const measured = await measure(
        runs,
        () => runOnce(context, { isWhole: true }),
        () => forget(server, 'runs'),
      );
      seconds = measured.seconds;
      const figures = {
        ...(before ? { exponent: exponent(before, { rows: size, seconds }) } : {}),
        ...(first.rows > 0 ? { exponent_from_first: exponent(first, { rows: size, seconds }) } : {}),
      };
      yield benchLine({ step: 'whole run', rows: size, ...measured, figures });
    });
    before = { rows: size, seconds };
    if (first.rows === 0) Object.assign(first, before);
  }
}

type Point = { rows: number; seconds: number };

const exponent = (a: Point, b: Point): number =>
  Math.round((Math.log(b.seconds / a.seconds) / Math.log(b.rows / a.rows)) * 1000) / 1000;
