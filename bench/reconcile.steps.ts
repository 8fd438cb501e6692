import type { Context } from '#workflows/context.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { inTurns, type Measured, measure, median } from './measure.ts';
import { ALL_PASSES, changeOneInHundred, makeBooks, RULES } from './reconcile.books.ts';
import { contextOf, forget, project, runOnce } from './reconcile.context.ts';
import { DuckDbJoin, PAIRS } from './reconcile.duckdb.ts';
import { joinOnly } from './reconcile.join.ts';
import { handWritten } from './reconcile.limits.ts';
import { spawnWorker } from './reconcile.worker.ts';
import type { BenchServer } from './server.ts';

/** A step and its limit are measured in turns, so that both meet the machine in the same state. */
export async function* measureReconcile(
  server: BenchServer,
  { rows, runs }: BenchOptions,
): AsyncIterable<BenchLine> {
  await makeBooks(server, rows);
  const context = contextOf(server, RULES);
  const projected = await measure(
    runs,
    () => project(context),
    () => forget(server, 'projections'),
  );
  yield benchLine({ step: 'project both sides', rows, ...projected });
  yield benchLine({ step: 'join and difference', rows, ...(await besideDuckDb(server, runs)) });
  const byHand = { name: 'hand-written breaks', seconds: () => handWritten(server) };
  const anew = () => forget(server, 'runs');
  const first = await inTurns(runs, () => runOnce(context), byHand, anew);
  yield benchLine({ step: 'whole run, all new', rows, ...first });
  yield benchLine({ step: 'whole run, two workers', rows, ...(await twoWorkers(server, context, runs)) });
  yield benchLine({ step: 'run after 1 % changed', rows, ...(await afterChange(server, context, runs)) });
  yield benchLine({ step: 'all further passes', rows, ...(await furtherPasses(server, runs)) });
}

async function besideDuckDb(server: BenchServer, runs: number) {
  const duck = await DuckDbJoin.of(server, PAIRS);
  try {
    return await inTurns(runs, () => joinOnly(server), { name: 'DuckDB join', seconds: () => duck.run() });
  } finally {
    duck.stop();
  }
}

const PARTS = 8;

/** This process and a worker of its own, beside the same parts done by this process alone. */
async function twoWorkers(server: BenchServer, context: Context, runs: number) {
  const inParts = () => runOnce(context, { isWhole: true, parts: PARTS });
  const worker = await spawnWorker(server);
  const together: Measured<void>[] = [];
  for (let turn = 0; turn < runs; turn++)
    together.push(await measure(1, inParts, () => forget(server, 'runs')));
  await worker.stop();
  const alone = await measure(runs, inParts, () => forget(server, 'runs'));
  return {
    seconds: median(together.map(({ seconds }) => seconds)),
    peakRssMb: Math.max(...together.map(({ peakRssMb }) => peakRssMb)),
    limit: { name: 'one worker', seconds: alone.seconds },
  };
}

/** The lines of the new snapshot are projected when it comes in; what is measured is the run. */
async function afterChange(server: BenchServer, context: Context, runs: number) {
  let snapshot = 1;
  return inTurns(
    runs,
    () => runOnce(context),
    {
      name: 'the same run over all keys',
      seconds: async () => (await measure(1, () => runOnce(context, { isWhole: true }))).seconds,
    },
    async () => {
      await changeOneInHundred(server, ++snapshot);
      await project(context);
    },
  );
}

/** What the further passes add to a run, over what the first one leaves. */
async function furtherPasses(server: BenchServer, runs: number) {
  const keyed = contextOf(server, RULES);
  const all = contextOf(server, ALL_PASSES);
  await project(all);
  const alone = { seconds: 0 };
  const measured = await inTurns(
    runs,
    () => runOnce(all, { isWhole: true }),
    { name: 'the whole key pass', seconds: async () => alone.seconds },
    async () => {
      await forget(server, 'runs');
      alone.seconds = (await measure(1, () => runOnce(keyed, { isWhole: true }))).seconds;
      await forget(server, 'runs');
    },
  );
  return { ...measured, seconds: Math.max(measured.seconds - measured.limit.seconds, 0) };
}
