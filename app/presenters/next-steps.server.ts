import type { CurrencySum } from '#db/queries/overview.ts';
import type { SourceState } from './freshness.server.ts';
import type { ReconciliationState } from './reconciliation-states.server.ts';

/** One thing to do now, with where to do it. */
export interface NextStep {
  tone: 'broken' | 'open' | 'none';
  title: string;
  detail: string;
  to: string;
  action: string;
}

const AT_MOST = 6;

/** What to do next, worst first: input before matching, matching before clearing. */
export function nextSteps(given: {
  reconciliations: readonly ReconciliationState[];
  sources: readonly SourceState[];
  currencies: readonly CurrencySum[];
  failedJobs: string;
}): NextStep[] {
  const { reconciliations, sources } = given;
  return [
    ...sources.filter(({ word }) => word === 'Late').map(late),
    ...reconciliations.filter(({ word }) => word === 'Incomplete').map(incomplete),
    ...(given.failedJobs === '0' ? [] : [failedJobs(given.failedJobs)]),
    ...reconciliations.filter(({ material }) => material > 0).map(material),
    ...sources.filter(({ quarantined }) => quarantined !== '0').map(quarantined),
    ...reconciliations.filter(({ run }) => run === null).map(notRun),
  ].slice(0, AT_MOST);
}

const late = (source: SourceState): NextStep => ({
  tone: 'broken',
  title: `${source.title} is late`,
  detail: `It is expected every ${source.freshnessHours} hours.`,
  to: `/sources/${encodeURIComponent(source.source)}`,
  action: source.canPull ? 'Pull now' : 'See the source',
});

const incomplete = (it: ReconciliationState): NextStep => ({
  tone: 'broken',
  title: `${it.title} is incomplete`,
  detail: it.reasons[0]?.text ?? 'Its last run lacked input.',
  to: `/runs/${it.run?.id}`,
  action: 'See why',
});

const failedJobs = (count: string): NextStep => ({
  tone: 'broken',
  title: count === '1' ? 'One job failed in the last 24 hours' : `${count} jobs failed in the last 24 hours`,
  detail: 'What it should have done has not happened.',
  to: '/jobs?state=failed',
  action: 'See the jobs',
});

const material = (it: ReconciliationState): NextStep => ({
  tone: 'broken',
  title:
    it.material === 1
      ? `${it.title}: one exception over materiality`
      : `${it.title}: ${it.material} exceptions over materiality`,
  detail: 'They block the close.',
  to: `/exceptions?reconciliation=${encodeURIComponent(it.reconciliation)}&severity=material`,
  action: 'Clear them',
});

const quarantined = (source: SourceState): NextStep => ({
  tone: 'open',
  title: `${source.title}: ${source.quarantined} ${source.quarantined === '1' ? 'row' : 'rows'} in quarantine`,
  detail: 'They count nowhere until the contract or the file is mended.',
  to: `/quarantine?source=${encodeURIComponent(source.source)}`,
  action: 'See the rows',
});

const notRun = (it: ReconciliationState): NextStep => ({
  tone: 'none',
  title: `${it.title} has not run for this period`,
  detail: 'Nothing is known about it yet.',
  to: `/reconciliations/${encodeURIComponent(it.reconciliation)}`,
  action: 'Run it',
});
