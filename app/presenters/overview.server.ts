import {
  type AgeSum,
  type CurrencySum,
  currencySums,
  differenceTrend,
  frameCounts,
  openByAge,
  type TrendPoint,
} from '#db/queries/overview.ts';
import { dayOf } from '../format/time.ts';
import { type SourceState, sourceStates } from './freshness.server.ts';
import { type NextStep, nextSteps } from './next-steps.server.ts';
import { type ReconciliationState, reconciliationStates } from './reconciliation-states.server.ts';
import type { Viewer } from './screen.server.ts';

export type { AgeSum, CurrencySum, TrendPoint };

export interface OverviewData {
  reconciliations: ReconciliationState[];
  currencies: CurrencySum[];
  ageing: { limits: readonly number[]; sums: AgeSum[] };
  trend: TrendPoint[];
  /** The currency that the charts show. */
  currency: string | null;
  sources: SourceState[];
  next: NextStep[];
}

/** Last day of each age bucket but the oldest. */
const AGE_LIMITS = [7, 30, 60, 90] as const;
const TREND_DAYS = 30;

export async function presentOverview(viewer: Viewer): Promise<OverviewData> {
  const { db } = viewer.context.connection;
  const zone = zoneOf(viewer);
  const today = dayOf(viewer.context.now().toISOString(), zone);
  const [reconciliations, currencies, ageing, trend, sources, counts] = await Promise.all([
    reconciliationStates(viewer),
    currencySums(db, viewer),
    openByAge(db, viewer, today, AGE_LIMITS),
    differenceTrend(db, viewer, zone, TREND_DAYS),
    sourceStates(viewer),
    frameCounts(db, viewer, viewer.context.now()),
  ]);
  const asked = viewer.search.get('currency');
  const known = [...new Set([...currencies, ...trend].map((it) => it.currency))];
  return {
    reconciliations,
    currencies,
    ageing: { limits: AGE_LIMITS, sums: ageing },
    trend,
    currency: asked !== null && known.includes(asked) ? asked : (known[0] ?? null),
    sources,
    next: nextSteps({ reconciliations, sources, currencies, failedJobs: counts.failedJobs }),
  };
}

function zoneOf({ context, entities }: Viewer): string {
  const zones = new Set(
    context.workspace.entities.filter(({ entity }) => entities.includes(entity)).map((it) => it.zone),
  );
  return zones.size === 1 ? ([...zones][0] ?? 'UTC') : 'UTC';
}
