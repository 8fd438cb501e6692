import { compareCodePoints } from '../expression/text.ts';
import { decimalPlaces } from '../money/decimal.ts';
import type { NumberDay } from './business-days.ts';
import type { Line } from './line.ts';
import type { CombinationPass, Days, ReconciliationRules } from './rules.ts';
import { type UnitSum, unitsOf } from './unit-sum.ts';

/** A dated line of a bucket, as the search sees it. */
export interface Candidate {
  line: Line;
  isLeft: boolean;
  /** In the smallest unit that any line of the bucket has. */
  units: UnitSum;
  /** Of a left line: the first and last of the bucket's right days within the window of the pass. Of a right line: its own day, twice. */
  from: number;
  to: number;
}

/** Lines that no set reaches beyond, in the order of the search; and what is searched among them, one after the other. */
export interface Cluster {
  windows: readonly Window[];
  /** Whether the windows hold every set that there is. */
  isWhole: boolean;
}

export interface Window {
  candidates: readonly Candidate[];
  /** Only sets whose earliest left line is of this day: those of later days are found in the windows of those. Null: all. */
  day: string | null;
}

/** Lines of a side that are looked at in one bucket, in the order of date and record key; with more, its search is not whole. */
export const MAX_BUCKET_SIDE = 10_000;

/** The dated lines of one side in the order of date and record key, so that the order of the input decides nothing. */
export function inSearchOrder(lines: readonly Line[]): Line[] {
  return lines
    .filter(({ date }) => date !== null)
    .sort((a, b) => {
      if (a.date !== b.date) return (a.date as string) < (b.date as string) ? -1 : 1;
      return compareCodePoints(a.recordKey, b.recordKey);
    });
}

/** Digits after the point that hold every amount. */
export function scaleOf(lines: readonly Line[]): number {
  return lines.reduce(
    (scale, { amount, parts }) => Math.max(scale, decimalPlaces(amount), ...parts.map(decimalPlaces)),
    0,
  );
}

/**
 * Cuts a bucket into clusters: lines that are linked by dates within the window of the pass. No set has lines of two
 * clusters. A cluster of more lines than are searched at once is searched day by day: a set lies within the window around
 * its earliest left line. Where even such a window holds too many, the first of each side are searched.
 */
export function clustersOf(
  left: readonly Line[],
  right: readonly Line[],
  pass: CombinationPass,
  rules: Pick<ReconciliationRules, 'parts'>,
  dayNumber: NumberDay,
): Cluster[] {
  const scale = scaleOf([...left, ...right]);
  const days = [...new Set(right.map(({ date }) => date as string))];
  const candidate = (line: Line, from: number, to: number): Candidate => {
    const units = unitsOf(line, rules, scale);
    return { line, isLeft: line.side === 'left', units, from, to };
  };
  const ranges = rangesOf(left, days, pass.days, dayNumber);
  const lefts = left.flatMap((line) => {
    const range = ranges.get(line.date as string);
    return range ? [candidate(line, ...range)] : [];
  });
  const numbers = new Map(days.map((day, number) => [day, number]));
  const rights = right.map((line) => {
    const number = numbers.get(line.date as string) as number;
    return candidate(line, number, number);
  });
  return linked(lefts, rights).map((cluster) => windowsOf(...cluster, pass.maxCandidates));
}

/** Of each left day that has any: the first and the last right day within the window. Both only move on with the days. */
function rangesOf(
  left: readonly Line[],
  days: readonly string[],
  { before, after }: Days,
  dayNumber: NumberDay,
): Map<string, [number, number]> {
  const numbers = days.map(dayNumber);
  const ranges = new Map<string, [number, number]>();
  let [from, end] = [0, 0];
  for (const day of new Set(left.map(({ date }) => date as string))) {
    const number = dayNumber(day);
    while (from < numbers.length && (numbers[from] as number) < number - before) from++;
    while (end < numbers.length && (numbers[end] as number) <= number + after) end++;
    if (end > from) ranges.set(day, [from, end - 1]);
  }
  return ranges;
}

/** Left lines whose ranges overlap belong together, with the right lines in them. */
function linked(
  lefts: readonly Candidate[],
  rights: readonly Candidate[],
): [left: Candidate[], right: Candidate[]][] {
  const clusters: { left: Candidate[]; from: number; to: number }[] = [];
  for (const one of lefts) {
    const last = clusters.at(-1);
    if (last && one.from <= last.to) {
      last.left.push(one);
      last.to = Math.max(last.to, one.to);
    } else clusters.push({ left: [one], from: one.from, to: one.to });
  }
  let at = 0;
  return clusters.map(({ left, from, to }) => {
    while ((rights[at]?.from ?? from) < from) at++;
    const begin = at;
    while ((rights[at]?.from ?? to + 1) <= to) at++;
    return [left, rights.slice(begin, at)];
  });
}

function windowsOf(lefts: readonly Candidate[], rights: readonly Candidate[], most: number): Cluster {
  if (lefts.length + rights.length <= most)
    return { windows: [{ candidates: [...lefts, ...rights], day: null }], isWhole: true };
  let isWhole = true;
  const windows: Window[] = [];
  for (let index = 0; index < lefts.length; index++) {
    const first = lefts[index] as Candidate;
    const day = first.line.date as string;
    if (index > 0 && lefts[index - 1]?.line.date === day) continue;
    const ownLefts = lefts.slice(
      index,
      firstWhere(lefts, index, ({ from }) => from > first.to),
    );
    const begin = firstWhere(rights, 0, ({ from }) => from >= first.from);
    const ownRights = rights.slice(
      begin,
      firstWhere(rights, begin, ({ from }) => from > first.to),
    );
    const cut = firstOfEach(ownLefts, ownRights, most);
    isWhole &&= cut.length === ownLefts.length + ownRights.length;
    windows.push({ candidates: cut, day });
  }
  return { windows, isWhole };
}

/** Half of each side; what one side does not need, the other may have. */
function firstOfEach(
  lefts: readonly Candidate[],
  rights: readonly Candidate[],
  most: number,
): readonly Candidate[] {
  const half = Math.floor(most / 2);
  const ofRight = Math.min(rights.length, Math.max(half, most - lefts.length));
  return [...lefts.slice(0, most - ofRight), ...rights.slice(0, ofRight)];
}

/** The first index from `begin` on at which the condition holds; once it holds, it holds for all that follow. */
function firstWhere<T>(items: readonly T[], begin: number, holds: (item: T) => boolean): number {
  let [low, high] = [begin, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
