import type { Facts } from './facts.ts';
import { datesWithin, type Group } from './group.ts';
import { tiesOut } from './key-pass.ts';
import { daysAfter } from './rates.ts';
import type { KeyPass, ReconciliationRules } from './rules.ts';

/** Both sides show the money within a day of each other: their systems or zones cut the period at other moments. */
export const ONE_DAY = { days: { before: 1, after: 1 } };

/**
 * Whether a key that does not tie out would, but for its days, if all lines of its key and currency dated after the
 * cut-off were in scope; cut_off where those lie within a day of it and of everything else in the group.
 */
export function nextPeriod(
  group: Group,
  pass: KeyPass,
  rules: ReconciliationRules,
  { cutOff, later }: Facts,
): 'next_period' | 'cut_off' | null {
  if (cutOff === null) return null;
  const more = later.filter((line) => line.keys[0] === group.key && line.currency === group.currency);
  const of = (side: 'left' | 'right') => [...group[side], ...more.filter((line) => line.side === side)];
  const whole: Group = { ...group, left: of('left'), right: of('right') };
  const { days: _, ...onAnyDay } = pass;
  if (more.length === 0 || !tiesOut(whole, onAnyDay, rules)) return null;
  const isNext = more.every(({ date }) => date !== null && date <= daysAfter(cutOff, 1));
  const hasBoth = whole.left.length > 0 && whole.right.length > 0;
  return isNext && hasBoth && datesWithin(ONE_DAY, whole, rules).within ? 'cut_off' : 'next_period';
}
