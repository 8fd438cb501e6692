import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { ENTITY, type Row } from './seed.ts';

const AT = '2026-02-01T09:00:00.000000Z';

/** A tie-out with one run over two streams, and what the run found. */
export async function seedRun(
  pool: pg.Pool,
  request: {
    reconciliation: string;
    period?: string;
    left: number;
    right: number;
    status?: 'complete' | 'incomplete';
    totals?: readonly Row[];
    matches?: readonly Row[];
    exceptions?: readonly Row[];
  },
): Promise<{ tieOutId: number; runId: string }> {
  const { reconciliation, period = '', status = 'complete' } = request;
  const one = async (text: string, values: unknown[]) =>
    Object.values((await pool.query(text, values)).rows[0])[0];
  const reconciliationId = await one(
    `insert into reconciliations (entity, name) values ($1, $2)
     on conflict (entity, name) do update set name = excluded.name returning reconciliation_id`,
    [ENTITY, reconciliation],
  );
  const tieOutId = (await one(
    `insert into tie_outs (reconciliation_id, entity, name, period) values ($1, $2, $3, $4) returning tie_out_id`,
    [reconciliationId, ENTITY, reconciliation, period],
  )) as number;
  const projection = (side: string, stream: number) =>
    one(
      `insert into projections (reconciliation_id, side, stream_id, projection_hash, covered_snapshot)
       values ($1, $2, $3, $4, 1) returning projection_id`,
      [reconciliationId, side, stream, randomUUID()],
    );
  const left = await projection('left', request.left);
  const right = await projection('right', request.right);
  const reasons = status === 'complete' ? [] : [{ reason: 'late', source: 'bank' }];
  const runId = (await one(
    `insert into runs (tie_out_id, reconciliation_id, entity, name, period, rule_hash, left_projection, left_snapshot,
       right_projection, right_snapshot, status, incomplete_reasons, result_hash, match_count, exception_count,
       opened_count, cleared_count, reopened_count, pass_counts, started_at, finished_at, trace_id, actor)
     values ($1, $2, $3, $4, $5, 'rules', $6, 1, $7, 1, $8, $9, 'result', 0, 0, 0, 0, 0, '[]', $10, $10, $11, 'test')
     returning run_id`,
    [
      tieOutId,
      reconciliationId,
      ENTITY,
      reconciliation,
      period,
      left,
      right,
      status,
      JSON.stringify(reasons),
      AT,
      '00000000-0000-4000-8000-000000000002',
    ],
  )) as string;
  await pool.query('update tie_outs set last_run = $2 where tie_out_id = $1', [tieOutId, runId]);
  const insert = (table: string, rows: readonly Row[] = []) => insertRows(pool, table, rows);
  await insert(
    'run_totals',
    request.totals?.map((row) => ({ explained: '0', ...row, run_id: runId })),
  );
  await insert(
    'matches',
    request.matches?.map((row) => ({ ...MATCH, from_run: runId, ...row, tie_out_id: tieOutId })),
  );
  const common = {
    tie_out_id: tieOutId,
    entity: ENTITY,
    reconciliation,
    period,
    opened_run: runId,
    changed_run: runId,
  };
  await insert(
    'exceptions',
    request.exceptions?.map((row) => ({ ...EXCEPTION, exception_id: randomUUID(), ...common, ...row })),
  );
  await pool.query(
    `insert into exception_rollups
     select tie_out_id, entity, reconciliation, period, state, type, severity, currency, opened_at::date, count(*),
            sum(difference), sum(absolute_difference)
       from exceptions where tie_out_id = $1 group by 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    [tieOutId],
  );
  return { tieOutId, runId };
}

const MATCH: Row = {
  key_hash: 1,
  pass: 1,
  cardinality: '1:1',
  left_count: 1,
  right_count: 1,
  currency: 'EUR',
};

const EXCEPTION: Row = {
  key_hash: 1,
  currency: 'EUR',
  type: 'amount',
  state: 'open',
  severity: 'normal',
  rule: 'by-reference',
  left_count: 1,
  right_count: 1,
  opened_at: AT,
};

async function insertRows(pool: pg.Pool, table: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const names = Object.keys(row);
    await pool.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      names.map((name) => row[name]),
    );
  }
}
