import { sql } from 'kysely';
import { incompleteReasons, openingReasons, type RunIncompleteReason } from '#core/reconcile/completeness.ts';
import type { KeySums } from '#core/reconcile/key-sums.ts';
import { RATE_PROBLEMS } from '#core/reconcile/rates.ts';
import type { Trx } from '../transaction.ts';
import { storeClassTotals } from './class-totals.ts';
import { storeExceptions } from './exception-store.ts';
import { storeByHand } from './manual-reopen.ts';
import { storeMatches } from './match-store.ts';
import { noMembersMoved, picksLines, storeMembers } from './member-store.ts';
import { narrowToAffected } from './reconcile-affected.ts';
import { findBreaks } from './reconcile-breaks.ts';
import { openingFacts, periodEndedAt, rateFacts, sideFacts } from './reconcile-facts.ts';
import { laterPasses } from './reconcile-later-passes.ts';
import { gatherRest } from './reconcile-rest.ts';
import type { RunScope } from './reconcile-scope.ts';
import { storeBreakLeaves } from './result-leaves.ts';
import type { BegunRun } from './run-begin.ts';
import { provenTotals } from './run-conservation.ts';
import { resultHash } from './run-hash.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { keepState } from './run-state.ts';
import { insertRun, keepRules, passCounts } from './run-store.ts';
import { storeSuggestions } from './suggestion-store.ts';
import { setLastRun } from './tie-outs.ts';
import { roundOff, storeWriteOffs } from './write-off-store.ts';

/**
 * All that follows the first pass: what it left (`untied`) goes through the other passes, the rest are exceptions; stored,
 * proven, and made the last run of the tie-out.
 * @throws ConservationBroken
 */
export async function finishRun(
  trx: Trx,
  begun: BegunRun,
  request: RunRequest,
  { keySums, tiedGroups }: { keySums: KeySums; tiedGroups: 'summed' | 'matches' },
): Promise<RunResult> {
  const { scope, startedAt } = begun;
  await matchRest(trx, scope, tiedGroups);
  request.progress('classifying');
  await narrowToAffected(trx, scope);
  await findBreaks(trx, scope);
  request.progress('storing');
  await keepRules(trx, scope, startedAt);
  const moved = await storeExceptions(trx, scope, { at: startedAt, actor: request.actor });
  await storeBreakLeaves(trx, scope);
  await storeClassTotals(trx, scope);
  request.progress('proving');
  const open = await countOpen(trx, scope);
  const run = {
    reasons: await whyIncomplete(trx, scope, request, startedAt),
    resultHash: await resultHash(trx, scope),
    passes: await passCounts(trx, scope, keySums),
    exceptionCount: open.exceptions,
    moved,
    totals: await provenTotals(trx, scope, keySums),
  };
  const { traceId, actor, period } = request;
  const { reconciliationId } = begun;
  const finishedAt = request.now();
  await insertRun(trx, scope, { ...run, reconciliationId, period, startedAt, finishedAt, traceId, actor });
  const by = { at: startedAt, actor };
  const reopenedByHand = await storeByHand(trx, scope, begun.byHand, by);
  await keepState(trx, scope, keySums);
  await setLastRun(trx, scope.tieOutId, scope.runId);
  return {
    ...run,
    ...{ runId: scope.runId, cutOff: scope.cutOff, fxPins: scope.fxPins, asOfDay: scope.asOfDay },
    openingRun: scope.opening?.from?.runId ?? null,
    ...{
      materialCount: open.material,
      withoutRate: open.withoutRate,
      manualHash: begun.byHand.hash,
      reopenedByHand,
    },
    status: run.reasons.length === 0 ? 'complete' : 'incomplete',
    matchCount: run.passes.reduce((sum, pass) => sum + pass.matches, 0),
  };
}

async function matchRest(trx: Trx, scope: RunScope, tiedGroups: 'summed' | 'matches'): Promise<void> {
  await gatherRest(trx, scope, tiedGroups);
  await laterPasses(trx, scope);
  await roundOff(trx, scope);
  if (!(await picksLines(trx, scope))) return noMembersMoved(trx);
  await storeMatches(trx, scope, 'others');
  await storeMembers(trx, scope);
  await storeWriteOffs(trx, scope);
  await storeSuggestions(trx, scope);
}

async function countOpen(
  trx: Trx,
  { tieOutId }: RunScope,
): Promise<{ exceptions: number; material: number; withoutRate: number }> {
  const { rows } = await sql<{ exceptions: number; material: number; withoutRate: number }>`
    select count(*)::int as exceptions, count(*) filter (where severity = 'material')::int as material,
      count(*) filter (where type = 'currency' and cause = any(${[...RATE_PROBLEMS]}::text[]))::int as "withoutRate"
    from exceptions where tie_out_id = ${sql.lit(tieOutId)} and state = 'open'`.execute(trx);
  return rows[0] as { exceptions: number; material: number; withoutRate: number };
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
  const opening = await openingFacts(trx, scope, request.period);
  return opening ? [...reasons, ...openingReasons(opening)] : reasons;
}
