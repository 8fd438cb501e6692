import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { firstPassRows } from '#db/queries/reconcile-first-pass.ts';
import type { Context } from '#workflows/context.ts';
import { projectSide } from '#workflows/project-side.ts';
import { reconcile } from '#workflows/reconcile.ts';
import { type BenchLine, type BenchOptions, benchLine } from './line.ts';
import { type Measured, measure, median } from './measure.ts';
import { makeBooks, RULES } from './reconcile.books.ts';
import { DuckDbJoin } from './reconcile.duckdb.ts';
import { handWritten } from './reconcile.limits.ts';
import type { BenchServer } from './server.ts';

const ACTOR = { kind: 'service', id: 'token:bench', grants: [{ entity: 'bench', role: 'service' }] } as const;

/** A step and its limit are measured in turns, so that both meet the machine in the same state. */
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
  yield benchLine({ step: 'project both sides', rows, ...projected });
  const duck = await DuckDbJoin.of(server);
  const duckdb = { name: 'DuckDB join', seconds: () => duck.run() };
  try {
    yield benchLine({
      step: 'join and difference',
      rows,
      ...(await inTurns(runs, () => joinOnly(server), duckdb)),
    });
  } finally {
    duck.stop();
  }
  const byHand = { name: 'hand-written breaks', seconds: () => handWritten(server) };
  const anew = () => forget(server, false);
  const first = await inTurns(runs, () => runOnce(context), byHand, anew);
  yield benchLine({ step: 'whole run, all new', rows, ...first });
  const again = await inTurns(runs, () => runOnce(context), byHand);
  yield benchLine({ step: 'whole run, nothing changed', rows, ...again });
}

async function inTurns(
  runs: number,
  work: () => Promise<void>,
  limit: { name: string; seconds: () => Promise<number> },
  before?: () => Promise<void>,
): Promise<{ seconds: number; peakRssMb: number; limit: { name: string; seconds: number } }> {
  const own: Measured<void>[] = [];
  const limits: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    own.push(await measure(1, work, before));
    limits.push(await limit.seconds());
  }
  return {
    seconds: median(own.map(({ seconds }) => seconds)),
    peakRssMb: Math.max(...own.map(({ peakRssMb }) => peakRssMb)),
    limit: { name: limit.name, seconds: median(limits) },
  };
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
  const scope = {
    rules: RULES,
    left: pin(1),
    right: pin(2),
    cutOff: null,
    tieOutId: 0,
    runId: '0',
    fxPins: {},
    asOfDay: '2026-01-01',
  };
  await connection.db.transaction().execute(async (trx) => {
    await sql`set local work_mem = '256MB'`.execute(trx);
    await firstPassRows(trx, scope, (rows) =>
      sql`select count(*), count(*) filter (where not tied) from (${rows}) g`.execute(trx),
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
