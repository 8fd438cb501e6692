import { compareCodePoints } from '../expression/text.ts';
import { compare } from '../money/decimal.ts';
import { amountScore } from './amount-score.ts';
import { dayNumbering } from './business-days.ts';
import { type Pair, pairOf, suggestPairs } from './competing-pairs.ts';
import { type Group, groupByKey } from './group.ts';
import type { Line } from './line.ts';
import { bridged, residual } from './parts.ts';
import type { ReconciliationRules, WindowPass } from './rules.ts';
import { datePart } from './score.ts';
import { type ApplyPass, anchorKey, type ScoreParts } from './tied.ts';

/** A line sees so many candidates. With more, what it suggests says that the search was truncated. */
export const CANDIDATES_SEEN = 10;

/**
 * One line with one line. Candidates are a left and a right line of the same key and currency whose amounts tie and whose
 * dates lie within the window. A pair ties out where neither line has another candidate; each other line that has candidates
 * suggests its best two of those that it sees: the first ones by date, amount and record key of the other line.
 */
export const applyWindowPass: ApplyPass<WindowPass> = (rest, { number, pass, keyIndex }, rules) => {
  const candidates = groupByKey(rest, keyIndex).flatMap((group) => candidatesOf(group, pass, rules));
  const of = new Map<Line, Pair[]>();
  for (const pair of candidates)
    for (const line of [pair.left, pair.right]) of.set(line, [...(of.get(line) ?? []), pair]);
  const count = (line: Line) => of.get(line)?.length ?? 0;
  const isAlone = ({ left, right }: Pair) => count(left) === 1 && count(right) === 1;
  const seen = [...of].map(([line, pairs]) =>
    pairs.sort(inSight(line, pass, rules)).slice(0, CANDIDATES_SEEN),
  );
  return {
    tied: candidates.filter(isAlone).map(({ left, right }) => ({
      ...{ key: anchorKey([left]), currency: left.currency, left: [left], right: [right] },
      explained: bridged({ left: [left], right: [right] }, rules),
    })),
    suggestions: suggestPairs(
      seen.filter((pairs) => !pairs.every(isAlone)),
      number,
      ({ left, right }) => {
        const isWhole = count(left) <= CANDIDATES_SEEN && count(right) <= CANDIDATES_SEEN;
        return isWhole
          ? { label: 'alternatives', alternatives: count(left) + count(right) - 1 }
          : { label: 'truncated', alternatives: null };
      },
    ),
  };
};

function candidatesOf(group: Group, pass: WindowPass, rules: ReconciliationRules): Pair[] {
  return group.left.flatMap((left) =>
    group.right.flatMap((right) => {
      const parts = candidacy(left, right, pass, rules);
      return parts ? [pairOf(left, right, parts)] : [];
    }),
  );
}

/** By what a candidate is judged; undefined for a pair that is none. A line without a date is nobody's candidate. */
function candidacy(
  left: Line,
  right: Line,
  { days }: WindowPass,
  rules: ReconciliationRules,
): ScoreParts | undefined {
  if (left.date === null || right.date === null) return undefined;
  const number = dayNumbering(days, rules.holidays);
  const apart = number(right.date) - number(left.date);
  if (apart < -days.before || apart > days.after) return undefined;
  const amount = amountScore({ left: [left], right: [right] }, rules);
  return amount && { amount, date: datePart(apart, Math.max(days.before, days.after)) };
}

/** The order in which a line sees its candidates: by day, amount without what bridges, and record key of the other line. */
function inSight(line: Line, { days }: WindowPass, rules: ReconciliationRules): (a: Pair, b: Pair) => number {
  const number = dayNumbering(days, rules.holidays);
  const other = ({ left, right }: Pair) => (line.side === 'left' ? right : left);
  const net = (one: Line) => residual({ left: [one], right: [] }, rules);
  return (a, b) => {
    const [x, y] = [other(a), other(b)];
    return (
      number(x.date as string) - number(y.date as string) ||
      compare(net(x), net(y)) ||
      compareCodePoints(x.recordKey, y.recordKey)
    );
  };
}
