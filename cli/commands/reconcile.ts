import { EXIT_EXCEPTIONS, type ExitCode } from '#workflows/failure-map.ts';
import { type ReconcileSummary, reconcile as reconcileWorkflow } from '#workflows/reconcile.ts';
import { runtimeCommand } from '../command.ts';
import { table } from '../output.ts';

export const reconcile = runtimeCommand<{ period?: string; whole?: boolean }>({
  name: 'reconcile',
  args: '[names...]',
  summary: 'run reconciliations over the last snapshots, all of them unless named',
  needs: ['reconciliation.run'],
  options: (command) =>
    command
      .option('--period <period>', '2026-01, 2026-Q1 or 2026; left out: to date')
      .option('--whole', 'read all lines, also where only few were touched since the run before'),
  async run({ context, actor }, { args, options, output }) {
    const names = args.length > 0 ? args : context.workspace.reconciliations.map((it) => it.reconciliation);
    const runs: ReconcileSummary[] = [];
    for (const reconciliation of names) {
      runs.push(
        await reconcileWorkflow(context, actor, {
          ...{ reconciliation, period: options.period },
          ...(options.whole ? { isWhole: true } : {}),
        }),
      );
    }
    output.result({ runs }, () => describeRuns(runs));
    for (const { reconciliation, notice } of runs) if (notice) output.note(`${reconciliation}: ${notice}`);
    return runsExit(runs);
  },
});

/** Completeness before correctness: an incomplete run says more than the exceptions it found. */
export function runsExit(runs: readonly ReconcileSummary[]): ExitCode {
  if (runs.some((run) => run.status === 'incomplete')) return 4;
  return runs.some((run) => run.exceptionCount > 0) ? EXIT_EXCEPTIONS : 0;
}

function describeRuns(runs: readonly ReconcileSummary[]): string {
  const header = [
    'reconciliation',
    'entity',
    'run',
    'status',
    'matches',
    'exceptions',
    'opened',
    'cleared',
    'reopened',
  ];
  const rows = runs.map((run) => [
    run.reconciliation,
    run.entity,
    String(run.runId),
    run.status,
    run.matchCount,
    run.exceptionCount,
    run.moved.opened,
    run.moved.cleared,
    run.moved.reopened,
  ]);
  const reasons = runs.flatMap((run) =>
    run.reasons.map((reason) => `incomplete ${run.reconciliation}: ${JSON.stringify(reason)}`),
  );
  return [table(header, rows), ...reasons].join('\n');
}
