import { PeriodInvalid } from './failures.ts';

const PERIOD = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/;

/**
 * The last calendar day of a period: 2026-01 a month, 2026-Q1 a quarter, 2026 a year. Null for '', the running tie-out
 * to date. Lines dated after it are out of scope; a run sees all that came before, so that open items carry over.
 * @throws PeriodInvalid
 */
export function periodEnd(period: string): string | null {
  if (period === '') return null;
  const parts = PERIOD.exec(period);
  if (!parts) throw new PeriodInvalid(period);
  const month = parts[2] ? Number(parts[2]) : parts[3] ? Number(parts[3]) * 3 : 12;
  // Day 0 of the next month is the last day of this one.
  const end = new Date(Date.UTC(2000, month, 0));
  end.setUTCFullYear(Number(parts[1]), month, 0);
  return end.toISOString().slice(0, 10);
}
