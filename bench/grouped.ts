import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { inTurns } from './measure.ts';
import { makeInstalments, RULES } from './reconcile.books.ts';
import { contextOf, project } from './reconcile.context.ts';
import { DuckDbJoin, GROUPS } from './reconcile.duckdb.ts';
import { joinOnly } from './reconcile.join.ts';
import { withBenchServer } from './server.ts';

/** `npm run bench -- grouped --rows N`: N payments, four for each invoice. Every key is repeated, so every one is summed. */
export function run({ rows, runs }: BenchOptions): AsyncIterable<BenchLine> {
  return withBenchServer(async function* (server) {
    await makeInstalments(server, rows);
    await project(contextOf(server, RULES));
    const duck = await DuckDbJoin.of(server, GROUPS);
    const limit = { name: 'DuckDB sums and join', seconds: () => duck.run() };
    try {
      const measured = await inTurns(runs, () => joinOnly(server), limit);
      yield benchLine({ step: 'grouped sums and difference', rows, ...measured });
    } finally {
      duck.stop();
    }
  });
}
