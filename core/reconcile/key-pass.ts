import { absolute, compare, isZero } from '../money/decimal.ts';
import { breaksCardinality, datesWithin, type Group, groupByKey, groupLimit, total } from './group.ts';
import { bridged, partsNetToZero, partsTie, residual } from './parts.ts';
import type { KeyPass, ReconciliationRules } from './rules.ts';
import { allowanceOf } from './threshold.ts';
import type { ApplyPass } from './tied.ts';

/** Groups by key and currency; a group ties out as a whole or not at all. */
export const applyKeyPass: ApplyPass<KeyPass> = (rest, { pass, keyIndex }, rules) => ({
  tied: groupByKey(rest, keyIndex)
    .filter((group) => tiesOut(group, pass, rules))
    .map((group) => ({ ...group, key: group.key as string, explained: bridged(group, rules) })),
  suggestions: [],
});

/** Whether the group ties out by the pass. */
export function tiesOut(group: Group, pass: KeyPass, rules: ReconciliationRules): boolean {
  const [left, right] = [total(group.left), total(group.right)];
  if (group.left.length === 0 || group.right.length === 0) {
    const several = group.left.length + group.right.length > 1;
    return pass.netToZero && several && isZero(left) && isZero(right) && partsNetToZero(group, rules);
  }
  const allowed = allowanceOf(rules, group.currency, left, right, groupLimit(group));
  return (
    !breaksCardinality(pass, group) &&
    compare(absolute(residual(group, rules)), allowed) <= 0 &&
    partsTie(group, rules, allowed) &&
    datesWithin(pass, group, rules).within
  );
}
