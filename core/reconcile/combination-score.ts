import type { NumberDay } from './business-days.ts';
import type { Contender } from './competition.ts';
import { groupLimit, total } from './group.ts';
import type { Line } from './line.ts';
import { residual } from './parts.ts';
import type { NumberedPass } from './passes.ts';
import type { CombinationPass, Days, ReconciliationRules } from './rules.ts';
import { amountPart, datePart, score } from './score.ts';
import { allowanceOf } from './threshold.ts';

/** How good a set is: by its difference, and by the two days of it that lie furthest apart. */
export function scored(
  set: Pick<Contender, 'left' | 'right' | 'currency'>,
  { number, pass }: Pick<NumberedPass<CombinationPass>, 'number' | 'pass'>,
  rules: ReconciliationRules,
  dayNumber: NumberDay,
): Contender {
  const group = { left: [...set.left], right: [...set.right] };
  const allowed = allowanceOf(rules, set.currency, total(set.left), total(set.right), groupLimit(group));
  const parts = {
    amount: amountPart(residual(group, rules), allowed),
    date: furthest(set, pass.days, dayNumber),
  };
  return { ...set, pass: number, score: score(parts), parts };
}

function furthest(
  { left, right }: Pick<Contender, 'left' | 'right'>,
  { before, after }: Days,
  dayNumber: NumberDay,
) {
  const numbers = (lines: readonly Line[]) => lines.map(({ date }) => dayNumber(date as string));
  const [lefts, rights] = [numbers(left), numbers(right)];
  const later = Math.max(...rights) - Math.min(...lefts);
  const earlier = Math.max(...lefts) - Math.min(...rights);
  return datePart(Math.max(later, earlier), Math.max(before, after));
}
