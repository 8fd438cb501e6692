import { absolute, add, compare, type Decimal, isZero, subtract, sum, ZERO } from '../money/decimal.ts';
import { type Group, total } from './group.ts';
import type { Line } from './line.ts';
import type { ReconciliationRules } from './rules.ts';
import type { Explained } from './tied.ts';

type Sides = Pick<Group, 'left' | 'right'>;
type Parted = Pick<ReconciliationRules, 'parts'>;

/** Left minus right of each part of the amount, in the order of the rules; a side without lines counts as zero. */
function differences({ left, right }: Sides, { parts }: Parted): Decimal[] {
  const of = (lines: readonly Line[], index: number) => sum(lines.map((line) => line.parts[index] ?? ZERO));
  return parts.map((_, index) => subtract(of(left, index), of(right, index)));
}

/** What must tie: left minus right, without the parts that bridge the two. */
export function residual(group: Sides, rules: Parted): Decimal {
  const bridges = differences(group, rules).filter((_, index) => rules.parts[index]?.role === 'bridge');
  return subtract(subtract(total(group.left), total(group.right)), sum(bridges));
}

/** Whether each part that is compared apart ties on its own. */
export function partsTie(group: Sides, rules: Parted, allowed: Decimal): boolean {
  return differences(group, rules).every(
    (difference, index) =>
      rules.parts[index]?.role !== 'compare' || compare(absolute(difference), allowed) <= 0,
  );
}

/** Whether every part, of either role, adds up to exactly zero: for groups of one side only. */
export function partsNetToZero(group: Sides, rules: Parted): boolean {
  return differences(group, rules).every(isZero);
}

/** What the parts that bridge explain of left minus right, per class; a class that adds up to zero is absent. */
export function bridged(group: Sides, rules: Parted): Explained {
  const explained: { -readonly [C in keyof Explained]: Explained[C] } = {};
  differences(group, rules).forEach((difference, index) => {
    const part = rules.parts[index];
    if (part?.role === 'bridge') explained[part.class] = add(explained[part.class] ?? ZERO, difference);
  });
  return Object.fromEntries(Object.entries(explained).filter(([, amount]) => !isZero(amount)));
}

/** The parts of either role in which the sides differ, by name; null where they differ in none. */
export function partDifferences(group: Sides, rules: Parted): Readonly<Record<string, Decimal>> | null {
  const unequal = differences(group, rules).flatMap((difference, index) =>
    isZero(difference) ? [] : [[rules.parts[index]?.name, difference] as const],
  );
  return unequal.length === 0 ? null : Object.fromEntries(unequal);
}
