import { ConservationBroken } from '#core/reconcile/failures.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import type { CaughtUp } from '#db/queries/projection.ts';
import { type RunRequest, type RunResult, runReconciliation } from '#db/queries/reconcile.ts';
import { pinRuleVersion } from '#db/queries/rule-versions.ts';
import { undoOpenPlan } from '#db/queries/run-plan.ts';
import { inTransaction } from '#db/transaction.ts';
import { carryForward } from './carry-forward.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';
import { projectSide } from './project-side.ts';
import { reopenedEntries } from './reopened-entries.ts';
import { rulesInForce } from './rules-in-force.ts';
import { knowTieOut, splitOver } from './split-run.ts';

export interface ReconcileInput {
  reconciliation: string;
  /** 2026-01, 2026-Q1 or 2026; absent for the running tie-out, to date. */
  period?: string;
  /**
   * Read all keys (true), or only those that were touched since the run before (false) where that is possible; absent:
   * what costs less. The result is the same.
   */
  isWhole?: boolean;
  /** Into how many parts the run is cut for the workers; absent: as many as its size asks for. The result is the same. */
  parts?: number;
}

export interface ReconcileSummary extends RunResult {
  reconciliation: string;
  entity: string;
  /** '' for the running tie-out. */
  period: string;
  traceId: string;
  snapshots: { left: number; right: number };
  /** Number of the version of the rules that it went by. */
  ruleVersion: number;
  /** That the declared rules are others than those in force; null where there is nothing to say. */
  notice: string | null;
}

/**
 * Runs a reconciliation over the last snapshot of each side. A run is one transaction, audited in it.
 * @throws UnknownName, PeriodInvalid, ConservationBroken
 */
export const reconcile = defineWorkflow<ReconcileInput, ReconcileSummary>({
  name: 'reconcile',
  permission: 'reconciliation.run',
  entityOf: (context, input) => declaredReconciliation(context.workspace, input.reconciliation).entity,
  run: async (context, actor, input) => {
    const declared = declaredReconciliation(context.workspace, input.reconciliation);
    const period = input.period ?? '';
    const inForce = await rulesInForce(context, actor, declared, period);
    const { rules } = inForce;
    const traceId = context.newTraceId();
    const progress = (step: string) => context.progress({ step, detail: rules.reconciliation });
    progress('projecting');
    const left = await projectSide(context, rules, 'left');
    const right = await projectSide(context, rules, 'right');
    const streams = { left: left.streamId, right: right.streamId };
    const carriedFrom = await carryForward(context, rules, period, streams);
    const tieOutId = await knowTieOut(context, rules, period);
    const split = splitOver(context, actor, rules, input.parts);
    const request: RunRequest = {
      ...{ rules, period, traceId, actor: actor.id, progress, now: context.now },
      ...{ left: pin(left), right: pin(right), carriedFrom, freshnessHours: freshness(context, rules) },
      ...{
        rateFreshnessHours: rateFreshness(context, rules),
        ...(input.isWhole === undefined ? {} : { isWhole: input.isWhole }),
      },
    };
    const result = await inTransaction(context.connection, async (trx) => {
      const run = await runReconciliation(trx, request, split);
      await pinRuleVersion(trx, run.runId, inForce.version);
      await appendAudit(trx, [
        {
          actor: actor.id,
          entity: rules.entity,
          action: 'reconciliation.run',
          subject: `run:${run.runId}`,
          traceId,
          detail: { ...auditDetail(rules, period, run, left, right), rule_version: inForce.version },
        },
        ...reopenedEntries(run, { actor: actor.id, entity: rules.entity, traceId }),
      ]);
      return run;
    }).catch(async (error) => {
      // What does not conserve is not gone on with: the parts that were done are put back.
      if (error instanceof ConservationBroken) await split.apart((trx) => undoOpenPlan(trx, tieOutId));
      throw error;
    });
    const snapshots = { left: left.coveredSnapshot, right: right.coveredSnapshot };
    return {
      ...result,
      reconciliation: rules.reconciliation,
      entity: rules.entity,
      period,
      traceId,
      snapshots,
      ruleVersion: inForce.version,
      notice: inForce.notice,
    };
  },
});

const pin = ({ projectionId, streamId, coveredSnapshot }: CaughtUp) => ({
  projectionId,
  streamId,
  snapshot: coveredSnapshot,
});

function freshness(context: Context, rules: ReconciliationRules) {
  const hours = (name: string) =>
    context.workspace.sources.find(({ source, entity }) => source === name && entity === rules.entity)
      ?.freshnessHours;
  return { left: hours(rules.left.source), right: hours(rules.right.source) };
}

function rateFreshness({ workspace }: Context, rules: ReconciliationRules) {
  const own = workspace.sources.filter(({ entity }) => entity === rules.entity);
  return Object.fromEntries(own.map(({ source, freshnessHours }) => [source, freshnessHours]));
}

function auditDetail(
  rules: ReconciliationRules,
  period: string,
  run: RunResult,
  left: CaughtUp,
  right: CaughtUp,
): Record<string, unknown> {
  return {
    ...{ reconciliation: rules.reconciliation, period, rule_hash: rules.hash, result_hash: run.resultHash },
    ...{ left_snapshot: left.coveredSnapshot, right_snapshot: right.coveredSnapshot, status: run.status },
    ...{
      fx_pins: run.fxPins,
      as_of_day: run.asOfDay,
      without_rate: run.withoutRate,
      opening_run: run.openingRun,
    },
    ...{
      incomplete_reasons: run.reasons.map(({ side, reason }) => ({ side, reason })),
      matches: run.matchCount,
      manual_hash: run.manualHash,
      exceptions: run.exceptionCount,
    },
    ...{ opened: run.moved.opened, cleared: run.moved.cleared, reopened: run.moved.reopened },
  };
}
