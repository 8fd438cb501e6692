import { type Kysely, sql } from 'kysely';
import type { BacktestReport } from '#core/reconcile/backtest.ts';
import type { Database } from '../schema/database.ts';

export interface BacktestJob {
  jobId: string;
  actor: string;
  finishedAt: string;
  report: BacktestReport;
}

/** The backtest of a reconciliation that ended last, or the named one; undefined where there is none. */
export async function lastBacktest(
  db: Kysely<Database>,
  of: { entity: string; reconciliation: string; jobId: string | undefined },
): Promise<BacktestJob | undefined> {
  const { rows } = await sql<BacktestJob>`
    select job_id as "jobId", actor ->> 'id' as actor, finished_at as "finishedAt", result as report from jobs
    where kind = 'backtest' and state = 'done' and entity = ${of.entity}
      and payload ->> 'reconciliation' = ${of.reconciliation}
      and (${of.jobId ?? null}::bigint is null or job_id = ${of.jobId ?? null}::bigint)
    order by created_at desc, job_id desc limit 1`.execute(db);
  return rows[0];
}
