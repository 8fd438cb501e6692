import { compareCodePoints } from '../expression/text.ts';
import { compare, decimal } from '../money/decimal.ts';
import { amountScore } from './amount-score.ts';
import { dayNumbering, type NumberDay } from './business-days.ts';
import { type Pair, pairOf, suggestPairs } from './competing-pairs.ts';
import type { Line } from './line.ts';
import { residual } from './parts.ts';
import type { ReconciliationRules, SimilarPass } from './rules.ts';
import { datePart } from './score.ts';
import type { ApplyPass } from './tied.ts';
import { textComparer } from './trigrams.ts';
import { CANDIDATES_SEEN } from './window-pass.ts';

/** A left and a right line whose amounts and dates would let them belong together, whatever their texts say. */
interface Candidate {
  left: Line;
  right: Line;
  parts: Pair['parts'];
}

/**
 * One line with one line whose texts are alike. Candidates are a left and a right line of the same currency that both have a
 * text, whose amounts tie and whose dates lie within the window, if there is one. Each line compares its text with the first
 * of them only, by date, amount and record key of the other line: where it has more, it suggests what it found as truncated.
 * Likeness proves nothing, so nothing ties out.
 */
export const applySimilarPass: ApplyPass<SimilarPass> = (rest, { number, pass, keyIndex }, rules) => {
  const candidates = candidatesOf(rest, pass, keyIndex, rules);
  const of = byLine(candidates);
  const seen = [...of].map(([line, own]) => own.sort(inSight(line, pass, rules)).slice(0, CANDIDATES_SEEN));
  const alike = pairsAlike(new Set(seen.flat()), pass, keyIndex);
  const rivals = byLine([...alike.values()]);
  const isWhole = (line: Line) => (of.get(line)?.length ?? 0) <= CANDIDATES_SEEN;
  const count = (line: Line) => rivals.get(line)?.length ?? 0;
  const choices = seen.map((own) => own.flatMap((candidate) => alike.get(candidate) ?? []));
  const suggestions = suggestPairs(choices, number, ({ left, right }) => {
    if (!isWhole(left) || !isWhole(right)) return { label: 'truncated', alternatives: null };
    const alternatives = count(left) + count(right) - 1;
    return { label: alternatives === 1 ? 'unique' : 'alternatives', alternatives };
  });
  return { tied: [], suggestions };
};

function candidatesOf(
  rest: readonly Line[],
  pass: SimilarPass,
  keyIndex: number,
  rules: ReconciliationRules,
): Candidate[] {
  const texted = rest.filter((line) => (line.keys[keyIndex] ?? null) !== null);
  const number = pass.days && dayNumbering(pass.days, rules.holidays);
  const rights = texted.filter(({ side }) => side === 'right');
  return texted
    .filter(({ side }) => side === 'left')
    .flatMap((left) =>
      rights.flatMap((right) => {
        const date = dateScore(left, right, pass, number);
        const amount =
          date === undefined || left.currency !== right.currency
            ? undefined
            : amountScore({ left: [left], right: [right] }, rules);
        return amount ? [{ left, right, parts: { amount, ...date } }] : [];
      }),
    );
}

/** Nothing where dates do not count; undefined where they do and do not lie within the window. */
function dateScore(
  left: Line,
  right: Line,
  { days }: SimilarPass,
  number: NumberDay | undefined,
): Pick<Pair['parts'], 'date'> | undefined {
  if (!days || !number) return {};
  if (left.date === null || right.date === null) return undefined;
  const apart = number(right.date) - number(left.date);
  if (apart < -days.before || apart > days.after) return undefined;
  return { date: datePart(apart, Math.max(days.before, days.after)) };
}

function pairsAlike(seen: Set<Candidate>, { least }: SimilarPass, keyIndex: number): Map<Candidate, Pair> {
  const likeness = textComparer();
  const alike = new Map<Candidate, Pair>();
  for (const candidate of seen) {
    const { left, right, parts } = candidate;
    const text = likeness(left.keys[keyIndex] as string, right.keys[keyIndex] as string);
    if (compare(text, decimal(least)) >= 0) alike.set(candidate, pairOf(left, right, { ...parts, text }));
  }
  return alike;
}

function byLine<Two extends { left: Line; right: Line }>(pairs: readonly Two[]): Map<Line, Two[]> {
  const of = new Map<Line, Two[]>();
  for (const pair of pairs)
    for (const line of [pair.left, pair.right]) {
      const own = of.get(line);
      if (own) own.push(pair);
      else of.set(line, [pair]);
    }
  return of;
}

/** The order in which a line sees its candidates: by day, where days count, amount without what bridges, and record key. */
function inSight(line: Line, { days }: SimilarPass, rules: ReconciliationRules) {
  const number = days && dayNumbering(days, rules.holidays);
  const other = ({ left, right }: Candidate) => (line.side === 'left' ? right : left);
  const day = ({ date }: Line) => (number && date !== null ? number(date) : 0);
  const net = (one: Line) => residual({ left: [one], right: [] }, rules);
  return (a: Candidate, b: Candidate): number => {
    const [x, y] = [other(a), other(b)];
    return day(x) - day(y) || compare(net(x), net(y)) || compareCodePoints(x.recordKey, y.recordKey);
  };
}
