import type { Trx } from '../transaction.ts';
import { matchKeys } from './key-matching.ts';
import { findBreaks } from './reconcile-breaks.ts';
import { firstPass } from './reconcile-first-pass.ts';
import { laterPasses } from './reconcile-later-passes.ts';
import { gatherRest, gatherUntied } from './reconcile-rest.ts';
import type { RunScope } from './reconcile-scope.ts';
import { beginRun } from './run-begin.ts';
import { finishRun } from './run-finish.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { runBefore } from './run-state.ts';
import { roundOff } from './write-off-store.ts';

export type { RunRequest, RunResult } from './run-request.ts';

/**
 * One run over pinned snapshots, in the caller's transaction: match, classify, store, prove. Nothing of it stays when
 * the sums do not conserve. After a small change it reads the touched keys only and finds what reading all would find.
 * @throws PeriodInvalid, ConservationBroken
 */
export async function runReconciliation(trx: Trx, request: RunRequest): Promise<RunResult> {
  const begun = await beginRun(trx, request);
  const before = request.isWhole ? undefined : await runBefore(trx, begun.scope);
  const scope: RunScope = before ? { ...begun.scope, keys: { of: 'touched' } } : begun.scope;
  request.progress('matching');
  const keySums = await matchKeys(trx, scope, before);
  return finishRun(trx, { ...begun, scope }, request, { keySums, tiedGroups: before ? 'matches' : 'summed' });
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
  await gatherUntied(trx, scope);
  await gatherRest(trx, scope, 'summed');
  await laterPasses(trx, scope);
  await roundOff(trx, scope);
  request.progress('classifying');
  await findBreaks(trx, scope);
}
