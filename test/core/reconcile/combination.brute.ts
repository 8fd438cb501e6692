import { absolute, compare, isZero } from '#core/money/decimal.ts';
import { breaksCardinality, datesWithin, groupLimit, total } from '#core/reconcile/group.ts';
import type { Line } from '#core/reconcile/line.ts';
import { partsNetToZero, partsTie, residual } from '#core/reconcile/parts.ts';
import type { CombinationPass, ReconciliationRules } from '#core/reconcile/rules.ts';
import { allowanceOf } from '#core/reconcile/threshold.ts';

type Sides = { left: Line[]; right: Line[] };

/** All minimal sets of a bucket by trying every choice of its lines, word for word as docs/reconciliation.md says it. */
export function everySet(lines: readonly Line[], pass: CombinationPass, rules: ReconciliationRules): Sides[] {
  const choices = Array.from({ length: 2 ** lines.length }, (_, bits) => choose(lines, bits));
  return choices.filter(
    (set) =>
      set.left.length > 0 &&
      set.right.length > 0 &&
      set.left.length + set.right.length <= pass.maxMembers &&
      !breaksCardinality(pass, set) &&
      datesWithin(pass, set, rules).within &&
      ties(set, rules) &&
      !properParts(set).some((part) => tiesOnItsOwn(part, rules)),
  );
}

function tiesOnItsOwn(part: Sides, rules: ReconciliationRules): boolean {
  const { left, right } = part;
  if (left.length > 0 && right.length > 0) return ties(part, rules);
  return left.length + right.length > 1 && isZero(total([...left, ...right])) && partsNetToZero(part, rules);
}

function ties({ left, right }: Sides, rules: ReconciliationRules): boolean {
  const [l, r] = [total(left), total(right)];
  const { currency } = left[0] as Line;
  const allowed = allowanceOf(rules, currency, l, r, groupLimit({ left, right }));
  const difference = absolute(residual({ left, right }, rules));
  return compare(difference, allowed) <= 0 && partsTie({ left, right }, rules, allowed);
}

function properParts({ left, right }: Sides): Sides[] {
  const lines = [...left, ...right];
  return Array.from({ length: 2 ** lines.length - 2 }, (_, bits) => choose(lines, bits + 1));
}

function choose(lines: readonly Line[], bits: number): Sides {
  const chosen = lines.filter((_, index) => bits & (1 << index));
  return {
    left: chosen.filter(({ side }) => side === 'left'),
    right: chosen.filter(({ side }) => side === 'right'),
  };
}
