import { PartsMissing } from '#core/reconcile/failures.ts';
import type { Trx } from '../transaction.ts';
import { beginOtherOutcome, matchKeys } from './key-matching.ts';
import type { RunScope } from './reconcile-scope.ts';
import { takeLeavesOfParts } from './result-leaves.ts';
import { type BegunRun, beginRun } from './run-begin.ts';
import { finishRun } from './run-finish.ts';
import { untiedOfParts } from './run-part.ts';
import {
  closePlan,
  isPlanOf,
  openPlan,
  partsFor,
  type RunPlan,
  sumsOfParts,
  undoPlan,
  writePlan,
} from './run-plan.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { runBefore } from './run-state.ts';

export type { RunRequest, RunResult } from './run-request.ts';

/** How the parts of a large run get done outside of the run's own transaction. */
export interface Split {
  /** Into how many parts; undefined: as many as the number of lines asks for. */
  parts?: number;
  /** A transaction of its own, committed before it returns. */
  apart(work: (trx: Trx) => Promise<void>): Promise<void>;
  /** Returns when all parts are done, whoever did them. */
  doParts(runId: string): Promise<void>;
}

/**
 * One run over pinned snapshots, in the caller's transaction: match, classify, store, prove. Nothing of it stays when
 * the sums do not conserve. After a small change it reads the touched keys only; a large run is split, if it may be.
 * However the work is cut, it finds the same. The tie-out of a run that may be split is there and committed.
 * @throws PeriodInvalid, ConservationBroken
 */
export async function runReconciliation(trx: Trx, request: RunRequest, split?: Split): Promise<RunResult> {
  const begun = await beginRun(trx, request);
  request.progress('matching');
  const resumed = await planToResume(trx, begun.scope, split);
  const before =
    request.isWhole || resumed ? undefined : await runBefore(trx, begun.scope, request.isWhole === false);
  if (split && (resumed || (!before && (split.parts ?? (await partsFor(trx, begun.scope))) > 1)))
    return splitRun(trx, begun, request, split, resumed);
  const scope: RunScope = before ? { ...begun.scope, keys: { of: 'touched' } } : begun.scope;
  const keySums = await matchKeys(trx, scope, before);
  return finishRun(trx, { ...begun, scope }, request, { keySums, tiedGroups: before ? 'matches' : 'summed' });
}

/** A run that was cut off is gone on with, if it is about the same; if not, what it left is put back. */
async function planToResume(trx: Trx, scope: RunScope, split?: Split): Promise<RunPlan | undefined> {
  const open = await openPlan(trx, scope.tieOutId);
  if (!open || (split && isPlanOf(open, scope))) return open;
  // Parts wait for locks of their own, so that this must be over before they begin.
  await (split ? split.apart((own) => undoPlan(own, open)) : undoPlan(trx, open));
  return undefined;
}

async function splitRun(
  trx: Trx,
  begun: BegunRun,
  request: RunRequest,
  split: Split,
  resumed: RunPlan | undefined,
): Promise<RunResult> {
  const scope = resumed ? { ...begun.scope, runId: resumed.runId } : begun.scope;
  if (!resumed) {
    const parts = split.parts ?? (await partsFor(trx, scope));
    await split.apart((own) => writePlan(own, scope, parts, begun.startedAt));
  }
  await split.doParts(scope.runId);
  const keySums = await sumsOfParts(trx, scope.runId);
  if (!keySums) throw new PartsMissing(scope.runId);
  await takeLeavesOfParts(trx, scope);
  await untiedOfParts(trx, scope.runId);
  await beginOtherOutcome(trx);
  const result = await finishRun(trx, { ...begun, scope }, request, { keySums, tiedGroups: 'matches' });
  await closePlan(trx, scope.runId);
  return result;
}
