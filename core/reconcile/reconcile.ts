import { absolute, compare, type Decimal, isZero, subtract } from '../money/decimal.ts';
import type { Break } from './break.ts';
import { classify } from './classify.ts';
import { breaksCardinality, datesWithin, type Group, groupByKey, total } from './group.ts';
import type { Line } from './line.ts';
import { passesInOrder } from './passes.ts';
import type { KeyPass, ReconciliationRules } from './rules.ts';
import { allowance } from './threshold.ts';

/** A group of lines that ties out. */
export interface Match {
  pass: number;
  key: string;
  currency: string;
  left: { count: number; amount: Decimal };
  right: { count: number; amount: Decimal };
  /** Left minus right: what the threshold let pass. */
  difference: Decimal;
}

export interface Reconciled {
  matches: Match[];
  breaks: Break[];
}

/**
 * The specification of a run, in plain TypeScript over exact decimals. Passes are applied in their order to what the
 * earlier ones left; a group ties out as a whole or not at all; what is left over is classified. The statements in
 * `db/queries` do the same to sets of any size, and a property test holds the two against each other.
 * The order of the result carries no meaning.
 */
export function reconcile(lines: readonly Line[], rules: ReconciliationRules): Reconciled {
  const matches: Match[] = [];
  let rest = lines;
  for (const { number, pass, keyIndex } of passesInOrder(rules)) {
    const tied = groupByKey(rest, keyIndex).filter((group) => tiesOut(group, pass, rules));
    const taken = new Set(tied.flatMap((group) => [...group.left, ...group.right]));
    rest = rest.filter((line) => !taken.has(line));
    matches.push(...tied.map((group) => match(group, number)));
  }
  return { matches, breaks: classify(rest, rules) };
}

function tiesOut(group: Group, pass: KeyPass, rules: ReconciliationRules): boolean {
  const [left, right] = [total(group.left), total(group.right)];
  if (group.left.length === 0 || group.right.length === 0) {
    const several = group.left.length + group.right.length > 1;
    return pass.netToZero && several && isZero(left) && isZero(right);
  }
  const difference = absolute(subtract(left, right));
  return (
    !breaksCardinality(pass, group) &&
    compare(difference, allowance(rules.threshold, group.currency, left, right)) <= 0 &&
    datesWithin(pass, group).within
  );
}

function match(group: Group, pass: number): Match {
  const [left, right] = [group.left, group.right].map((lines) => ({
    count: lines.length,
    amount: total(lines),
  })) as [Match['left'], Match['right']];
  const difference = subtract(left.amount, right.amount);
  return { pass, key: group.key as string, currency: group.currency, left, right, difference };
}
