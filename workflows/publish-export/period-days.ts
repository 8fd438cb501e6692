import { periodEnd } from '#core/reconcile/period.ts';
import type { Days } from '#db/queries/export-dataset.ts';

/** First months of the quarters. */
const QUARTERS: Readonly<Record<string, string>> = { Q1: '01', Q2: '04', Q3: '07', Q4: '10' };

/** The days of a period, half-open; undefined for '', everything to date. @throws PeriodInvalid */
export function periodDays(period: string): Days | undefined {
  const last = periodEnd(period);
  if (last === null) return undefined;
  const [year, part = '01'] = period.split('-') as [string, string?];
  const end = new Date(`${last}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return { first: `${year}-${QUARTERS[part] ?? part}-01`, end: end.toISOString().slice(0, 10) };
}
