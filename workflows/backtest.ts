import type { Actor } from '#core/access/actor.ts';
import { type BacktestReport, type ComparedRun, MOST_RUNS } from '#core/reconcile/backtest.ts';
import {
  BacktestSidesDiffer,
  NothingToBacktest,
  RulesUnreadable,
  RuleVersionNotFound,
  RunNotFound,
} from '#core/reconcile/failures.ts';
import { periodEnd } from '#core/reconcile/period.ts';
import { rulesOfVersion } from '#core/reconcile/rule-version.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { readStoredRules } from '#core/reconcile/stored-rules.ts';
import { checkRulesFile } from '#core/workspace/check-rules-file.ts';
import { appendAudit } from '#db/queries/audit-log.ts';
import { compareRules } from '#db/queries/backtest.ts';
import { lastPastRuns, type PastRun, pastRun } from '#db/queries/backtest-runs.ts';
import type { CarriedFrom } from '#db/queries/reconcile-opening.ts';
import { ruleVersions } from '#db/queries/rule-versions.ts';
import { inTransaction } from '#db/transaction.ts';
import { carryForward } from './carry-forward.ts';
import type { Context } from './context.ts';
import { declaredReconciliation } from './declared.ts';
import { defineWorkflow } from './define.ts';

/** Which rules are tried: those that the workspace declares, an older version, or the text of a file. */
export type TriedRules =
  | { of: 'declared' }
  | { of: 'version'; number: number }
  | { of: 'file'; path: string; text: string };

export interface BacktestInput {
  reconciliation: string;
  rules: TriedRules;
  /** Past runs by their number; absent: the last ones of each tie-out. */
  runs?: readonly string[];
  /** How many of each tie-out; 3 unless given. Runs that read the same by the same rules count once. */
  last?: number;
  /** Only of this tie-out, '' for the running one; absent: of all. */
  period?: string;
}

const LAST = 3;

/**
 * Tries rules on past runs: over the same pinned snapshots, what would be matched and what would be an exception, against
 * what the run's own rules find. Nothing is stored but an audit entry that it was done.
 * @throws UnknownName, ConfigurationInvalid, RuleVersionNotFound, RulesUnreadable, RunNotFound, NothingToBacktest,
 * BacktestSidesDiffer, PeriodInvalid
 */
export const backtest = defineWorkflow<BacktestInput, BacktestReport>({
  name: 'backtest',
  permission: 'rules.backtest',
  entityOf: (context, input) => declaredReconciliation(context.workspace, input.reconciliation).entity,
  run: async (context, actor, input) => {
    const declared = declaredReconciliation(context.workspace, input.reconciliation);
    const tried = await triedRules(context, declared, input.rules);
    const chosen = await chosenRuns(context, declared, input);
    const pasts = chosen.slice(0, MOST_RUNS).map((run) => ({ run, before: rulesOfRun(run, declared) }));
    for (const { run } of pasts) mustReadTheSame(tried.rules, run);
    const runs: ComparedRun[] = [];
    for (const { run, before } of pasts) {
      runs.push(await compareOne(context, run, { before, after: tried.rules }, runs.length, pasts.length));
    }
    const report: BacktestReport = {
      ...{ reconciliation: declared.reconciliation, entity: declared.entity, runs },
      rules: { name: tried.name, hash: tried.rules.hash },
      leftOut: chosen.length - pasts.length,
    };
    await tell(context, actor, report);
    return report;
  },
});

async function triedRules(
  context: Context,
  declared: ReconciliationRules,
  tried: TriedRules,
): Promise<{ name: string; rules: ReconciliationRules }> {
  if (tried.of === 'declared') return { name: 'declared', rules: declared };
  if (tried.of === 'file') {
    const rules = checkRulesFile(tried, declared.reconciliation, context.workspace);
    return { name: tried.path, rules };
  }
  const versions = await ruleVersions(context.connection.db, declared);
  const found = versions.find(({ number }) => number === tried.number);
  if (!found) throw new RuleVersionNotFound(declared.reconciliation, tried.number);
  return { name: `version ${found.number}`, rules: rulesOfVersion(found) };
}

async function chosenRuns(
  context: Context,
  { entity, reconciliation: name }: ReconciliationRules,
  input: BacktestInput,
): Promise<PastRun[]> {
  const { db } = context.connection;
  if (input.period !== undefined) periodEnd(input.period); // refused before any work
  if (input.runs !== undefined && input.runs.length > 0) {
    const named = [...new Set(input.runs)];
    return Promise.all(
      named.map(async (runId) => {
        const run = /^\d{1,18}$/.test(runId) ? await pastRun(db, runId) : undefined;
        if (run?.entity !== entity || run.name !== name) throw new RunNotFound(name, runId);
        return run;
      }),
    );
  }
  const runs = await lastPastRuns(db, { entity, name, period: input.period, last: input.last ?? LAST });
  if (runs.length === 0) throw new NothingToBacktest(name, input.period ?? null);
  return runs;
}

function rulesOfRun(run: PastRun, declared: ReconciliationRules): ReconciliationRules {
  if (run.ruleHash === declared.hash) return declared;
  const what = `the rule set of run ${run.runId} of ${run.name}`;
  if (run.rules === null) throw new RulesUnreadable(what, '', 'it was not kept');
  return readStoredRules(run.rules, what);
}

/** Rules over other sources would read other snapshots than the run did: there would be nothing to compare. */
function mustReadTheSame(rules: ReconciliationRules, run: PastRun): void {
  for (const side of ['left', 'right'] as const) {
    const [tried, past] = [rules[side], run[side]];
    if (tried.source !== past.source || tried.dataset !== past.dataset)
      throw new BacktestSidesDiffer(
        run.runId,
        side,
        `${past.source}/${past.dataset}`,
        `${tried.source}/${tried.dataset}`,
      );
  }
}

async function compareOne(
  context: Context,
  run: PastRun,
  rules: { before: ReconciliationRules; after: ReconciliationRules },
  done: number,
  of: number,
): Promise<ComparedRun> {
  const { connection, now, signal } = context;
  return compareRules(connection, {
    ...{ run, rules, now, signal, reconciliationId: run.reconciliationId },
    carriedFrom: { before: run.carriedFrom, after: await carriedBy(context, run, rules) },
    progress: (step) => context.progress({ step, done, of, detail: `run ${run.runId}` }),
  });
}

/** What the run carried forward, where the tried rules carry from the same reconciliation; else its last run, as of now. */
async function carriedBy(
  context: Context,
  run: PastRun,
  { before, after }: { before: ReconciliationRules; after: ReconciliationRules },
): Promise<CarriedFrom | null> {
  const [was, is] = [before.opening, after.opening];
  // Of another day, another period may be the one that ends before it.
  if (was?.from === is?.from && (run.period === '' || was?.date === is?.date)) return run.carriedFrom;
  return carryForward(context, after, run.period, { left: run.left.streamId, right: run.right.streamId });
}

async function tell(context: Context, actor: Actor, report: BacktestReport): Promise<void> {
  const { reconciliation, entity, rules, runs } = report;
  await inTransaction(context.connection, (trx) =>
    appendAudit(trx, [
      {
        ...{
          actor: actor.id,
          entity,
          action: 'rules.backtested',
          subject: `rules:${entity}/${reconciliation}`,
        },
        traceId: context.newTraceId(),
        detail: {
          ...{ reconciliation, rules: rules.name, rule_hash: rules.hash },
          runs: runs.map(({ runId, isReproduced, matches }) => ({
            ...{ run: runId, reproduced: isReproduced, gained: matches.gained, lost: matches.lost },
            repaired: matches.repairedAfter,
          })),
        },
      },
    ]),
  );
}
