import { absolute, compare, type Decimal } from '../money/decimal.ts';
import { type Group, groupLimit, total } from './group.ts';
import type { Line } from './line.ts';
import { partsTie, residual } from './parts.ts';
import type { ReconciliationRules } from './rules.ts';
import { amountPart } from './score.ts';
import { allowanceOf } from './threshold.ts';

/** How well the amounts of a group tie; undefined where they do not. */
export function amountScore(
  group: Pick<Group, 'left' | 'right'>,
  rules: ReconciliationRules,
): Decimal | undefined {
  const [{ currency }] = group.left as [Line];
  const difference = residual(group, rules);
  const allowed = allowanceOf(rules, currency, total(group.left), total(group.right), groupLimit(group));
  const ties = compare(absolute(difference), allowed) <= 0 && partsTie(group, rules, allowed);
  return ties ? amountPart(difference, allowed) : undefined;
}
