import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { firstPassRows } from '#db/queries/reconcile-first-pass.ts';
import type { Context } from '#workflows/context.ts';
import { projectSide } from '#workflows/project-side.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { type Measured, measure } from './measure.ts';
import { makeBooks, RULES } from './reconcile.books.ts';
import { duckdbJoin, handWritten } from './reconcile.limits.ts';
import type { BenchServer } from './server.ts';

const ACTOR = { kind: 'service', id: 'token:bench', grants: [{ entity: 'bench', role: 'service' }] } as const;

/** DuckDB is measured last: what it keeps of this process's memory must not count for the steps that do not use it. */
export async function* measureReconcile(
  server: BenchServer,
  { rows, runs }: BenchOptions,
): AsyncIterable<BenchLine> {
  await makeBooks(server, rows);
  const context = contextOf(server);
  const projected = await measure(
    runs,
    () => project(context),
    () => forget(server, true),
  );
  const joined = await measure(runs, () => joinOnly(server));
  const first = await measure(
    runs,
    () => runOnce(context),
    () => forget(server, false),
  );
  const again = await measure(runs, () => runOnce(context));
  const written = await handWritten(server, runs);
  const duck = await duckdbJoin(server, runs);
  const line = (step: string, measured: Measured<unknown>, limit?: { name: string; seconds: number }) =>
    benchLine({
      step,
      rows,
      seconds: measured.seconds,
      peakRssMb: measured.peakRssMb,
      ...(limit ? { limit } : {}),
    });
  const byHand = { name: 'hand-written breaks', seconds: written.seconds };
  yield line('project both sides', projected);
  yield line('join and difference', joined, { name: 'DuckDB join', seconds: duck.seconds });
  yield line('whole run, all new', first, byHand);
  yield line('whole run, nothing changed', again, byHand);
}

function contextOf({ connection, folder }: BenchServer): Context {
  const source = (name: string) => ({ source: name, entity: 'bench', title: name });
  return {
    connection,
    workspace: {
      ...{ folder, name: 'bench', contracts: [], exports: [], schedules: [], reconciliations: [RULES] },
      entities: [{ entity: 'bench', name: 'Bench', baseCurrency: 'EUR', zone: 'UTC' }],
      sources: [source('sales'), source('bank')],
    },
    dataFolder: folder,
    now: () => new Date(),
    newTraceId: () => randomUUID(),
    progress: () => {},
  };
}

async function project(context: Context): Promise<void> {
  for (const side of ['left', 'right'] as const) await projectSide(context, RULES, side);
}

async function runOnce(context: Context): Promise<void> {
  await reconcile(context, ACTOR, { reconciliation: RULES.reconciliation });
}

/** The first pass of a run as it is, read and counted, not written. */
async function joinOnly({ connection }: BenchServer): Promise<void> {
  const pin = (projectionId: number) => ({ projectionId, streamId: projectionId, snapshot: 1 });
  const scope = { rules: RULES, left: pin(1), right: pin(2), cutOff: null, tieOutId: 0, runId: '0' };
  await connection.db.transaction().execute(async (trx) => {
    await sql`set local work_mem = '256MB'`.execute(trx);
    await firstPassRows(trx, scope, (rows) =>
      sql`select count(*), count(*) filter (where not tied), sum(left_amount - right_amount) from (${rows}) g`.execute(
        trx,
      ),
    );
  });
}

/** Puts the database back to before the first run, or to before the projection. */
async function forget({ connection }: BenchServer, projections: boolean): Promise<void> {
  await connection.pool.query(
    `truncate matches, exceptions, exception_events, exception_rollups, run_totals, runs cascade`,
  );
  if (projections) {
    await connection.pool.query(
      'truncate recon_lines, repeated_keys, unreadable_lines, projections restart identity cascade',
    );
  }
  await connection.pool.query('checkpoint');
}
