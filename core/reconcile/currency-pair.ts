import type { Group } from './group.ts';

/** A key that has lines of one currency on the left only and of one other on the right only. */
export interface CurrencyPair {
  left: Group;
  right: Group;
}

/** The pairs among groups by key and currency, and the groups that are in none. */
export function pairCurrencies(groups: readonly Group[]): { pairs: CurrencyPair[]; others: Group[] } {
  const pairs: CurrencyPair[] = [];
  const paired = new Set<Group>();
  for (const key of new Set(groups.map((group) => group.key))) {
    const ofKey = groups.filter((group) => group.key === key);
    const [left, ...moreLeft] = ofKey.filter((group) => group.right.length === 0);
    const [right, ...moreRight] = ofKey.filter((group) => group.left.length === 0);
    if (!left || !right || moreLeft.length + moreRight.length > 0) continue;
    pairs.push({ left, right });
    paired.add(left).add(right);
  }
  return { pairs, others: groups.filter((group) => !paired.has(group)) };
}
