import { sql } from 'kysely';
import { periodEnd } from '#core/reconcile/period.ts';
import type { Trx } from '../transaction.ts';
import { lastRates } from './fx-rates.ts';
import { ensureReconciliation, holdProjections } from './projection.ts';
import { dayIn } from './reconcile-facts.ts';
import { type FoundByHand, gatherByHand } from './reconcile-manual-pass.ts';
import type { RunScope } from './reconcile-scope.ts';
import type { RunRequest } from './run-request.ts';
import { nextRunId } from './run-store.ts';
import { ensureTieOut, lockTieOut } from './tie-outs.ts';

/** A run that has its number and its pins, and holds its tie-out and its projections until the transaction ends. */
export interface BegunRun {
  scope: RunScope;
  /** What people matched by hand, as the run sees it. */
  byHand: FoundByHand;
  reconciliationId: number;
  startedAt: Date;
}

/** @throws PeriodInvalid */
export async function beginRun(trx: Trx, request: RunRequest): Promise<BegunRun> {
  const startedAt = request.now();
  const { rules, period, left, right } = request;
  const cutOff = periodEnd(period);
  const { entity, reconciliation: name } = rules;
  const reconciliationId = await ensureReconciliation(trx, rules);
  const tieOutId = await ensureTieOut(trx, { reconciliationId, entity, name, period });
  await lockTieOut(trx, tieOutId);
  const { date } = rules.opening ?? {};
  const scope: RunScope = {
    ...{ rules, left, right, cutOff, tieOutId, runId: await nextRunId(trx) },
    ...(date === undefined ? {} : { opening: { date, from: request.carriedFrom ?? null } }),
    fxPins: request.fxPins ?? (await lastRates(trx, rules)),
    asOfDay: request.asOfDay ?? (await dayIn(trx, entity, startedAt)),
  };
  await prepareSession(trx, scope);
  const byHand = await gatherByHand(trx, scope, request.manualOrder);
  return { scope: { ...scope, byHand: byHand.lines }, byHand, reconciliationId, startedAt };
}

/** Room for the hash tables and sorts of a million lines a side; the run is one of few statements at a time. */
const WORK_MEM = '256MB';

/** What each transaction of a run begins with: its projections stay as they are until it ends. */
export async function prepareSession(
  trx: Trx,
  { left, right }: Pick<RunScope, 'left' | 'right'>,
): Promise<void> {
  await holdProjections(trx, [left.projectionId, right.projectionId]);
  await sql`set local work_mem = ${sql.lit(WORK_MEM)}`.execute(trx);
}
