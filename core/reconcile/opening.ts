import type { Line } from './line.ts';
import { periodEnd } from './period.ts';
import { daysAfter } from './rates.ts';
import type { Reconciled } from './reconcile.ts';
import type { ReconciliationRules } from './rules.ts';

/** What names a line in every reconciliation of the same books: its key and its amount may be others in each. */
type Named = Pick<Line, 'side' | 'recordKey'>;
export const lineName = ({ side, recordKey }: Named): string => `${side} ${recordKey}`;

/** The lines that a reconciliation leaves open, by name. */
export function openLines(lines: readonly Line[], { matches }: Pick<Reconciled, 'matches'>): Set<string> {
  const open = new Set(lines.map(lineName));
  for (const line of matches.flatMap((match) => match.lines)) open.delete(lineName(line));
  return open;
}

/**
 * The lines that are in scope by the opening of the rules: dated on or after it, without a date, or carried forward.
 * @param carried what the earlier reconciliation left open, by name. A line is carried as it is now, whatever it was then
 */
export function openingLines<L extends Named & Pick<Line, 'date'>>(
  lines: readonly L[],
  { opening }: Pick<ReconciliationRules, 'opening'>,
  carried: ReadonlySet<string>,
): L[] {
  if (opening === undefined) return [...lines];
  return lines.filter(
    (line) => line.date === null || line.date >= opening.date || carried.has(lineName(line)),
  );
}

/**
 * Which tie-outs of the earlier reconciliation open items may come from: of the running one its running one, of a period
 * those of the month, quarter and year that end on the day before the opening. None, where it begins within a month.
 * @throws PeriodInvalid
 */
export function openingPeriods(period: string, date: string): string[] {
  if (period === '') return [''];
  const last = daysAfter(date, -1);
  const [year, month] = [last.slice(0, 4), Number(last.slice(5, 7))];
  const periods = [last.slice(0, 7), `${year}-Q${Math.ceil(month / 3)}`, year];
  return periods.filter((one) => periodEnd(one) === last);
}
