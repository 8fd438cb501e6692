import type { Candidate } from './combination-window.ts';
import type { UnitLimits } from './unit-limits.ts';
import { addUnits, isNothing, sumUnits, type UnitSum } from './unit-sum.ts';

/** The sum of each choice of the lines of one side, and the override that it is under; choice `c` has the lines at its bits. */
interface Choices {
  sums: readonly UnitSum[];
  limits: readonly (number | null)[];
}

/**
 * Whether no part of a set ties out on its own. A part is some lines of both sides, but not all, whose sums tie within
 * their own allowance; or two lines or more of one side that add up to exactly zero, such as an entry and its reversal: they
 * need nothing of the other side. Under a tolerance this prefers the smaller set to the one that fits better: where an invoice
 * and a payment tie within it, no set adds a third line to make them exact.
 */
export function isMinimal(
  set: { left: readonly Candidate[]; right: readonly Candidate[] },
  limits: UnitLimits,
): boolean {
  const [left, right] = [choices(set.left), choices(set.right)];
  if (netsToZero(left) || netsToZero(right)) return false;
  const [allLeft, allRight] = [left.sums.length - 1, right.sums.length - 1];
  for (let l = 1; l <= allLeft; l++) {
    for (let r = 1; r <= allRight; r++) {
      if (l === allLeft && r === allRight) break;
      const limit = firstLimit(left.limits[l] as number | null, right.limits[r] as number | null);
      if (limits.ties(left.sums[l] as UnitSum, right.sums[r] as UnitSum, limit)) return false;
    }
  }
  return true;
}

function choices(lines: readonly Candidate[]): Choices {
  const sums = [sumUnits([])];
  const limits: (number | null)[] = [null];
  for (const { units, line } of lines) {
    const before = sums.length;
    for (let choice = 0; choice < before; choice++) {
      sums.push(addUnits(sums[choice] as UnitSum, units));
      limits.push(firstLimit(limits[choice] as number | null, line.limit));
    }
  }
  return { sums, limits };
}

function netsToZero({ sums }: Choices): boolean {
  return sums.some((sum, choice) => isNothing(sum) && (choice & (choice - 1)) !== 0);
}

/** Of two overrides of the threshold, the one that counts. */
export function firstLimit(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
