import { dayNumbering, type NumberDay } from './business-days.ts';
import type { Candidate, Window } from './combination-window.ts';
import { firstLimit, isMinimal } from './minimal.ts';
import { type Budget, type GroupSize, PartialSums, type Summands } from './partial-sums.ts';
import type { CombinationPass, ReconciliationRules } from './rules.ts';
import { SumIndex } from './sum-index.ts';
import type { UnitLimits } from './unit-limits.ts';
import { addUnits, isNothing, magnitude, sumUnits } from './unit-sum.ts';

/** Sets of lines that tie out. */
export interface LineSet {
  left: readonly Candidate[];
  right: readonly Candidate[];
}

/** Groups of lines whose sums are held at once. The search of all 40 candidates of a rule fits. */
export const MAX_PARTIAL_SUMS = 2 ** 20;
/** Sums formed, looked up and compared in one bucket before its search ends. */
export const MAX_STEPS = 2 ** 25;
/** Sets found in one bucket before its search ends: nobody reads more. */
export const MAX_SETS = 500;

/** Working memory of the searches of one pass. */
export class CombinationSearch {
  readonly dayNumber: NumberDay;
  readonly #pass: CombinationPass;
  readonly #one = new PartialSums(MAX_PARTIAL_SUMS);
  readonly #other = new PartialSums(MAX_PARTIAL_SUMS);
  readonly #index = new SumIndex();

  constructor(pass: CombinationPass, { holidays }: Pick<ReconciliationRules, 'holidays'>) {
    this.#pass = pass;
    const number = dayNumbering(pass.days, holidays);
    const known = new Map<string, number>();
    this.dayNumber = (date) => {
      const found = known.get(date) ?? number(date);
      known.set(date, found);
      return found;
    };
  }

  /**
   * Adds to `found` all minimal sets of a window; false when a limit ended the search before it was whole. A set is any lines
   * of both sides, as many as the pass allows, each right day within the window of each left one, whose sums tie.
   * Minimal: no part of it ties out on its own (minimal.ts).
   *
   * Pairs come first, because they are cheap and rule out most of what is larger. Then it meets in the middle: every
   * larger set is two groups of lines whose sums are opposite, found by hash. The groups are either all of the one and all
   * of the other half of the lines, or, where sets are small beside the lines, groups of half the size.
   */
  search({ candidates, day }: Window, limits: UnitLimits, found: LineSet[], budget: Budget): boolean {
    const order = alternating(candidates);
    const summands = summandsOf(order);
    const report = (members: readonly Candidate[]): void => {
      const set = sides(members);
      if (day !== null && set.left.every(({ line }) => line.date !== day)) return;
      budget.steps -= 2 ** Math.min(members.length, 30);
      if (budget.sets === 0 || !tie(set, limits) || !isMinimal(set, limits)) return;
      budget.sets--;
      found.push(set);
    };
    pairs(order, summands, limits, report);
    const most = sizeOf(this.#pass, order);
    let isWhole = true;
    for (let both = most.both; both > 2; both--) {
      const size = { ...most, both };
      const halves = this.#fill(summands, size, budget);
      if (halves !== null) {
        const tolerance = limits.reach(largestSum(order, both));
        const use = (lines: readonly number[]) => report(lines.map((line) => order[line] as Candidate));
        isWhole = this.#join(halves, tolerance, size, summands, use, budget) && isWhole;
        break;
      }
      isWhole = false;
    }
    // Where there is no room for another set, those that were found may not be all.
    return isWhole && budget.steps >= 0 && budget.sets > 0;
  }

  /** The two lists of groups, which are one where groups of half the size are combined with each other. Null: too many. */
  #fill(of: Summands, size: GroupSize, budget: Budget): Halves | null {
    if (budget.steps < 0) return null;
    const middle = of.count >>> 1;
    const lefts = (from: number, to: number) => of.isLeft.subarray(from, to).reduce((sum, is) => sum + is, 0);
    const count = (from: number, to: number, both: number) =>
      groupCount(lefts(from, to), to - from - lefts(from, to), { ...size, both });
    const byPlace = count(0, middle, size.both) + count(middle, of.count, size.both);
    const half = (size.both + 1) >>> 1;
    if (count(0, of.count, half) < byPlace) {
      const isFull = this.#one.fill(of, 0, of.count, { ...size, both: half }, budget);
      return isFull ? { one: this.#one, other: this.#one, bySize: true } : null;
    }
    const isFull =
      this.#one.fill(of, 0, middle, size, budget) && this.#other.fill(of, middle, of.count, size, budget);
    return isFull ? { one: this.#one, other: this.#other, bySize: false } : null;
  }

  #join(
    { one, other, bySize }: Halves,
    tolerance: bigint,
    size: GroupSize,
    of: Summands,
    use: (lines: readonly number[]) => void,
    budget: Budget,
  ): boolean {
    this.#index.build(other, tolerance);
    let group = 0;
    const meet = (partner: number): void => {
      const left = (one.lefts[group] as number) + (other.lefts[partner] as number);
      const right = (one.rights[group] as number) + (other.rights[partner] as number);
      const both = left + right;
      if (left === 0 || right === 0 || both < 3) return;
      if (left > size.left || right > size.right || both > size.both) return;
      if (bySize && !isLowerHalf(one, group, partner)) return;
      const [ofGroup, ofPartner] = [one.lines(group), other.lines(partner)];
      if (!areBarred(of, ofGroup, ofPartner)) use([...ofGroup, ...ofPartner]);
    };
    for (; group < one.count; group++) {
      const [low, high] = [one.low[group] as number, one.high[group] as number];
      if (!this.#index.eachOpposite(low, high, budget, meet)) return false;
    }
    return true;
  }
}

interface Halves {
  one: PartialSums;
  other: PartialSums;
  bySize: boolean;
}

/** Of the ways to cut a set into two groups, the one that counts: the first lines, and as many or one less of the last. */
function isLowerHalf(groups: PartialSums, group: number, partner: number): boolean {
  if (group === 0 || partner === 0 || (groups.last[group] as number) >= (groups.first[partner] as number))
    return false;
  const sizeOfGroup = (groups.lefts[group] as number) + (groups.rights[group] as number);
  const more = sizeOfGroup - (groups.lefts[partner] as number) - (groups.rights[partner] as number);
  return more === 0 || more === 1;
}

function areBarred(of: Summands, some: readonly number[], others: readonly number[]): boolean {
  if (!of.hasBars) return false;
  return some.some((line) => others.some((other) => of.barred[line * of.count + other] === 1));
}

/** Left, right, left, right ..., so that each half of the lines has some of both. */
function alternating(candidates: readonly Candidate[]): Candidate[] {
  const [left, right] = [candidates.filter((one) => one.isLeft), candidates.filter((one) => !one.isLeft)];
  const order: Candidate[] = [];
  for (let index = 0; order.length < candidates.length; index++) {
    order.push(...left.slice(index, index + 1), ...right.slice(index, index + 1));
  }
  return order;
}

function summandsOf(order: readonly Candidate[]): Summands {
  const count = order.length;
  const summands: Summands = {
    count,
    low: new Int32Array(count),
    high: new Int32Array(count),
    isLeft: new Uint8Array(count),
    barred: new Uint8Array(count * count),
    hasBars: false,
  };
  order.forEach(({ units, isLeft }, index) => {
    const signed = isLeft ? units.net : -units.net;
    summands.low[index] = Number(BigInt.asIntN(32, signed));
    summands.high[index] = Number(BigInt.asIntN(32, signed >> 32n));
    summands.isLeft[index] = isLeft ? 1 : 0;
  });
  return summands;
}

/** Reports the pairs that tie, and bars from every larger set what cannot be in one together. */
function pairs(
  order: readonly Candidate[],
  of: Summands,
  limits: UnitLimits,
  report: (members: readonly Candidate[]) => void,
): void {
  order.forEach((a, i) => {
    for (let j = i + 1; j < order.length; j++) {
      const b = order[j] as Candidate;
      const near = areNear(a, b);
      const isTied = near && a.isLeft !== b.isLeft && tiePair(a.isLeft ? a : b, a.isLeft ? b : a, limits);
      if (isTied) report([a, b]);
      if (!isTied && near && !(a.isLeft === b.isLeft && isNothing(addUnits(a.units, b.units)))) continue;
      of.barred[i * of.count + j] = 1;
      of.barred[j * of.count + i] = 1;
      of.hasBars = true;
    }
  });
}

/** Whether two lines can be in one set by their days. Two right lines always may, as far as they alone say. */
function areNear(a: Candidate, b: Candidate): boolean {
  return !(a.isLeft || b.isLeft) || (a.from <= b.to && b.from <= a.to);
}

function sides(members: readonly Candidate[]): LineSet {
  return { left: members.filter((one) => one.isLeft), right: members.filter((one) => !one.isLeft) };
}

function tie({ left, right }: LineSet, limits: UnitLimits): boolean {
  const total = (lines: readonly Candidate[]) => sumUnits(lines.map(({ units }) => units));
  const limit = [...left, ...right].reduce<number | null>(
    (first, { line }) => firstLimit(first, line.limit),
    null,
  );
  return limits.ties(total(left), total(right), limit);
}

function tiePair(left: Candidate, right: Candidate, limits: UnitLimits): boolean {
  return limits.ties(left.units, right.units, firstLimit(left.line.limit, right.line.limit));
}

function sizeOf(pass: CombinationPass, order: readonly Candidate[]): GroupSize {
  const [left, right] = pass.cardinality.split(':');
  const both = Math.min(pass.maxMembers, order.length);
  const most = { left: left === '1' ? 1 : both - 1, right: right === '1' ? 1 : both - 1 };
  return { ...most, both: Math.min(both, most.left + most.right) };
}

/** No side of a set of that size adds up to more, regardless of sign. */
function largestSum(order: readonly Candidate[], size: number): bigint {
  return order
    .map(({ units }) => magnitude(units.amount))
    .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))
    .slice(0, size)
    .reduce((sum, units) => sum + units, 0n);
}

/** How many groups there are at most, of so many lines of each side. */
function groupCount(lefts: number, rights: number, size: GroupSize): number {
  let count = 0;
  for (let left = 0, ofLeft = 1; left <= Math.min(lefts, size.left, size.both); left++) {
    for (let right = 0, ofRight = 1; right <= Math.min(rights, size.right, size.both - left); right++) {
      count += ofLeft * ofRight;
      ofRight = (ofRight * (rights - right)) / (right + 1);
    }
    ofLeft = (ofLeft * (lefts - left)) / (left + 1);
  }
  return count;
}
