import { authorise } from '#core/access/policy.ts';
import type { BacktestReport, ComparedRun } from '#core/reconcile/backtest.ts';
import { lastBacktest } from '#db/queries/backtest-jobs.ts';
import { ruleVersions } from '#db/queries/rule-versions.ts';
import { enqueueBacktest } from '#workflows/enqueue-job.ts';
import { cursor } from './reconciliations.server.ts';
import { changeWords, type DifferenceWords, declaredTo } from './rule-versions.server.ts';
import type { Viewer } from './screen.server.ts';

export interface BacktestRun extends Omit<ComparedRun, 'differences'> {
  changes: DifferenceWords[];
}

export interface BacktestData {
  reconciliation: string;
  title: string;
  /** Numbers of the versions that can be tried, the newest first. */
  versions: number[];
  result: {
    jobId: string;
    actor: string;
    finishedAt: string;
    rules: BacktestReport['rules'];
    leftOut: number;
    runs: BacktestRun[];
  } | null;
}

/** What was tried last, or in the job of `?job=`. */
export async function presentBacktest(viewer: Viewer): Promise<BacktestData> {
  const declared = declaredTo(viewer);
  const { entity, reconciliation, title } = declared;
  authorise(viewer.actor, 'rules.backtest', entity);
  const { db } = viewer.context.connection;
  const versions = await ruleVersions(db, declared);
  const jobId = cursor(viewer.search.get('job'));
  const job = await lastBacktest(db, { entity, reconciliation, jobId });
  return {
    ...{ reconciliation, title, versions: versions.map(({ number }) => number).reverse() },
    result: job
      ? {
          ...{ jobId: job.jobId, actor: job.actor, finishedAt: job.finishedAt, rules: job.report.rules },
          leftOut: job.report.leftOut,
          runs: job.report.runs.map(({ differences, ...run }) => ({
            ...run,
            changes: changeWords(differences) ?? [],
          })),
        }
      : null,
  };
}

const LAST = /^[1-9]\d?$/;

/** Queues a backtest; gives the job to watch. */
export async function runBacktest(viewer: Viewer, form: FormData): Promise<{ jobId: string | null }> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const version = /^[1-9]\d{0,8}$/.test(text('rules')) ? Number(text('rules')) : undefined;
  const { jobId } = await enqueueBacktest(viewer.context, viewer.actor, {
    reconciliation: viewer.params.name ?? '',
    ...(version === undefined ? {} : { version }),
    ...(LAST.test(text('last')) ? { last: Number(text('last')) } : {}),
    ...(text('scope') === 'period' ? { period: viewer.period } : {}),
    coalesce: true,
  });
  return { jobId: jobId ?? null };
}
