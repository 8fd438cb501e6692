import { scored } from './combination-score.ts';
import { CombinationSearch, type LineSet, MAX_SETS, MAX_STEPS } from './combination-search.ts';
import { clustersOf, inSearchOrder, MAX_BUCKET_SIDE, scaleOf } from './combination-window.ts';
import { apart, competing } from './competition.ts';
import { type Group, groupByKey } from './group.ts';
import type { Line } from './line.ts';
import { bridged } from './parts.ts';
import type { NumberedPass } from './passes.ts';
import type { CombinationPass, ReconciliationRules } from './rules.ts';
import { type ApplyPass, anchorKey, type PassResult, type Suggestion, type Tied } from './tied.ts';
import { UnitLimits } from './unit-limits.ts';

/**
 * All minimal sets of lines of one key and currency that add up to each other, found by search. What nothing competes with
 * may tie out, if the rules say so; everything else is a suggestion that says how many sets compete with it.
 */
export const applyCombinationPass: ApplyPass<CombinationPass> = (rest, numbered, rules) => {
  const search = new CombinationSearch(numbered.pass, rules);
  const results = groupByKey(rest, numbered.keyIndex).map((bucket) =>
    combineBucket(bucket, numbered, rules, search),
  );
  return {
    tied: results.flatMap(({ tied }) => tied),
    suggestions: results.flatMap(({ suggestions }) => suggestions),
  };
};

/**
 * One bucket. The order of its lines decides nothing. Of each side the first `MAX_BUCKET_SIDE` are looked at; whoever hands
 * over no more than one line beyond them on each side gets the same result as with all.
 */
export function combineBucket(
  bucket: Pick<Group, 'left' | 'right' | 'currency'>,
  { number, pass }: NumberedPass<CombinationPass>,
  rules: ReconciliationRules,
  search: CombinationSearch,
): PassResult {
  const [left, right] = [inSearchOrder(bucket.left), inSearchOrder(bucket.right)];
  if (left.length === 0 || right.length === 0) return { tied: [], suggestions: [] };
  const isCut = left.length > MAX_BUCKET_SIDE || right.length > MAX_BUCKET_SIDE;
  const [lefts, rights] = [left.slice(0, MAX_BUCKET_SIDE), right.slice(0, MAX_BUCKET_SIDE)];
  const limits = new UnitLimits(rules, bucket.currency, scaleOf([...lefts, ...rights]));
  const budget = { steps: MAX_STEPS, sets: MAX_SETS };
  const contender = (set: LineSet) =>
    scored({ ...linesOf(set), currency: bucket.currency }, { number, pass }, rules, search.dayNumber);
  const tied: Tied[] = [];
  const suggestions: Suggestion[] = [];
  for (const { windows, isWhole } of clustersOf(lefts, rights, pass, rules, search.dayNumber)) {
    const sets: LineSet[] = [];
    // Every window is searched, also after one was cut short: what it finds is shown, under the label that says so.
    const searched = windows.map((window) => search.search(window, limits, sets, budget));
    const whole = isWhole && !isCut && !searched.includes(false);
    const mayPost = whole && pass.post === 'unique';
    const { alone, others } = mayPost ? apart(sets) : { alone: [], others: sets };
    tied.push(...alone.map((set) => tiedOf(linesOf(set), bucket.currency, rules)));
    suggestions.push(...competing(others.map(contender), whole));
  }
  return { tied, suggestions };
}

type Sides = { left: Line[]; right: Line[] };

const linesOf = ({ left, right }: LineSet): Sides => ({
  left: left.map(({ line }) => line),
  right: right.map(({ line }) => line),
});

function tiedOf(sides: Sides, currency: string, rules: ReconciliationRules): Tied {
  return { key: anchorKey(sides.left), currency, ...sides, explained: bridged(sides, rules) };
}
