import { sql } from 'kysely';
import { incompleteReasons, type RunIncompleteReason } from '#core/reconcile/completeness.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import type { Trx } from '../transaction.ts';
import { storeClassTotals } from './class-totals.ts';
import { type ExceptionCounts, storeExceptions } from './exception-store.ts';
import { lastRates } from './fx-rates.ts';
import { storeMatches } from './match-store.ts';
import { storeMembers } from './member-store.ts';
import { ensureReconciliation, holdProjections } from './projection.ts';
import { findBreaks } from './reconcile-breaks.ts';
import { dayIn, periodEndedAt, rateFacts, sideFacts } from './reconcile-facts.ts';
import { firstPass } from './reconcile-first-pass.ts';
import { laterPasses } from './reconcile-later-passes.ts';
import { gatherRest } from './reconcile-rest.ts';
import type { RunScope, SidePin } from './reconcile-scope.ts';
import { provenTotals, type RunTotal } from './run-conservation.ts';
import { resultHash } from './run-hash.ts';
import { insertRun, keepRules, nextRunId, type PassCount, passCounts } from './run-store.ts';
import { storeSuggestions } from './suggestion-store.ts';
import { ensureTieOut, lockTieOut, setLastRun } from './tie-outs.ts';
import { roundOff, storeWriteOffs } from './write-off-store.ts';

export interface RunRequest {
  rules: ReconciliationRules;
  /** '' for the running tie-out. */
  period: string;
  /** Projections that cover the snapshots to read. */
  left: SidePin;
  right: SidePin;
  freshnessHours: { left: number | undefined; right: number | undefined };
  /** Of the sources of rates, by name. */
  rateFreshnessHours?: Readonly<Record<string, number | undefined>>;
  /** Pins of an earlier run, to find again what it found; absent: the last rates, and today in the zone of the entity. */
  fxPins?: Readonly<Record<string, number>>;
  asOfDay?: string;
  now: () => Date;
  traceId: string;
  actor: string;
  progress(step: string): void;
}

export interface RunResult {
  runId: string;
  cutOff: string | null;
  fxPins: Readonly<Record<string, number>>;
  asOfDay: string;
  status: 'complete' | 'incomplete';
  reasons: RunIncompleteReason[];
  resultHash: string;
  passes: PassCount[];
  matchCount: number;
  exceptionCount: number;
  materialCount: number;
  moved: ExceptionCounts;
  totals: RunTotal[];
}

/** Room for the hash tables and sorts of a million lines a side; the run is one of few statements at a time. */
const WORK_MEM = '256MB';

/**
 * One run over pinned snapshots, in the caller's transaction: match, classify, store, prove. Nothing of it stays when
 * the sums do not conserve.
 * @throws PeriodInvalid, ConservationBroken
 */
export async function runReconciliation(trx: Trx, request: RunRequest): Promise<RunResult> {
  const startedAt = request.now();
  const { rules, period, left, right } = request;
  const cutOff = periodEnd(period);
  const { entity, reconciliation: name } = rules;
  const reconciliationId = await ensureReconciliation(trx, rules);
  const tieOutId = await ensureTieOut(trx, { reconciliationId, entity, name, period });
  await lockTieOut(trx, tieOutId);
  await holdProjections(trx, [left.projectionId, right.projectionId]);
  await sql`set local work_mem = ${sql.lit(WORK_MEM)}`.execute(trx);
  const scope: RunScope = {
    ...{ rules, left, right, cutOff, tieOutId, runId: await nextRunId(trx) },
    fxPins: request.fxPins ?? (await lastRates(trx, rules)),
    asOfDay: request.asOfDay ?? (await dayIn(trx, entity, startedAt)),
  };
  await computeRun(trx, scope, request);
  request.progress('storing');
  await keepRules(trx, scope, startedAt);
  const hash = await resultHash(trx);
  await storeMatches(trx, scope);
  await storeMembers(trx, scope);
  await storeWriteOffs(trx, scope);
  await storeSuggestions(trx, scope);
  const moved = await storeExceptions(trx, scope, { at: startedAt, actor: request.actor });
  await storeClassTotals(trx, scope);
  request.progress('proving');
  const found = await countFound(trx);
  const run = {
    reasons: await whyIncomplete(trx, scope, request, startedAt),
    resultHash: hash,
    passes: await passCounts(trx, scope),
    exceptionCount: found.exceptions,
    moved,
    totals: await provenTotals(trx, scope),
  };
  const { traceId, actor } = request;
  await insertRun(trx, scope, {
    ...run,
    reconciliationId,
    period,
    startedAt,
    finishedAt: request.now(),
    traceId,
    actor,
  });
  await setLastRun(trx, tieOutId, scope.runId);
  return {
    ...run,
    ...{
      runId: scope.runId,
      cutOff,
      fxPins: scope.fxPins,
      asOfDay: scope.asOfDay,
      materialCount: found.material,
    },
    status: run.reasons.length === 0 ? 'complete' : 'incomplete',
    matchCount: run.passes.reduce((sum, pass) => sum + pass.matches, 0),
  };
}

/**
 * What a run finds, as working tables of the transaction: `outcome` and `members` (what ties out), `rest`, `found` (breaks),
 * `suggested_sets` and `suggested_lines`. Nothing is stored.
 */
export async function computeRun(
  trx: Trx,
  scope: RunScope,
  request: Pick<RunRequest, 'progress'>,
): Promise<void> {
  request.progress('matching');
  await firstPass(trx, scope);
  await gatherRest(trx, scope);
  await laterPasses(trx, scope);
  await roundOff(trx, scope);
  request.progress('classifying');
  await findBreaks(trx, scope);
}

async function countFound(trx: Trx): Promise<{ exceptions: number; material: number }> {
  const { rows } = await sql<{ exceptions: number; material: number }>`
    select count(*)::int as exceptions, count(*) filter (where severity = 'material')::int as material
    from found`.execute(trx);
  return rows[0] as { exceptions: number; material: number };
}

async function whyIncomplete(
  trx: Trx,
  scope: RunScope,
  request: RunRequest,
  now: Date,
): Promise<RunIncompleteReason[]> {
  const endedAt = await periodEndedAt(trx, scope.rules.entity, scope.cutOff);
  const reasons: RunIncompleteReason[] = [];
  for (const side of ['left', 'right'] as const) {
    const facts = await sideFacts(trx, scope, side, request.freshnessHours[side]);
    reasons.push(...incompleteReasons(facts, now, endedAt));
  }
  for (const facts of await rateFacts(trx, scope, request.rateFreshnessHours ?? {}))
    reasons.push(...incompleteReasons(facts, now, endedAt));
  return reasons;
}
