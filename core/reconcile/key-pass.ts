import { absolute, compare, isZero, subtract } from '../money/decimal.ts';
import { breaksCardinality, datesWithin, type Group, groupByKey, groupLimit, total } from './group.ts';
import type { KeyPass, ReconciliationRules } from './rules.ts';
import { allowance } from './threshold.ts';
import type { ApplyPass } from './tied.ts';

/** Groups by key and currency; a group ties out as a whole or not at all. */
export const applyKeyPass: ApplyPass<KeyPass> = (rest, { pass, keyIndex }, rules) => ({
  tied: groupByKey(rest, keyIndex)
    .filter((group) => tiesOut(group, pass, rules))
    .map(({ key, currency, left, right }) => ({ key: key as string, currency, left, right, explained: {} })),
  suggestions: [],
});

function tiesOut(group: Group, pass: KeyPass, rules: ReconciliationRules): boolean {
  const [left, right] = [total(group.left), total(group.right)];
  if (group.left.length === 0 || group.right.length === 0) {
    const several = group.left.length + group.right.length > 1;
    return pass.netToZero && several && isZero(left) && isZero(right);
  }
  const difference = absolute(subtract(left, right));
  const allowed = allowance(rules.threshold, group.currency, left, right, groupLimit(group));
  return (
    !breaksCardinality(pass, group) &&
    compare(difference, allowed) <= 0 &&
    datesWithin(pass, group, rules).within
  );
}
