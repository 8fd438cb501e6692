import { compareCodePoints } from '../expression/text.ts';
import { decimal } from '../money/decimal.ts';
import { amountScore } from './amount-score.ts';
import { daysBetween } from './business-days.ts';
import { type Pair, pairOf, suggestPairs } from './competing-pairs.ts';
import { breaksCardinality, type Group, groupLimit, total } from './group.ts';
import type { Line } from './line.ts';
import { bridged, residual } from './parts.ts';
import { cleanReference, grams } from './reference-tokens.ts';
import type { ReconciliationRules, ReferencePass } from './rules.ts';
import { amountPart, datePart, score } from './score.ts';
import { allowanceOf } from './threshold.ts';
import { type ApplyPass, anchorKey, type ScoreParts, type Suggestion } from './tied.ts';

/**
 * A reference that several lines have and several texts mention names no line beyond doubt. With more pairs of such lines
 * than this, only those of its first lines on each side are looked at, and what is suggested says so.
 */
export const REFERENCE_PAIRS = 10_000;
export const REFERENCE_LINES = 100;

/** What is known of who mentions whom: lines by the lines that they are linked with, and those of which it is not known whole. */
interface Links {
  of: ReadonlyMap<Line, readonly Line[]>;
  cut: ReadonlySet<Line>;
}

type Sides = Pick<Group, 'left' | 'right'>;

/**
 * Links a line that has a reference with the lines whose text mentions it, in one currency and within the days. A star, one
 * line and others that are linked with it alone, ties out as a whole where its sums tie. Otherwise the star is suggested,
 * with its difference. Where neither line of a link is linked with the other alone, or a star has more lines than the
 * cardinality allows, links whose amounts tie compete.
 */
export const applyReferencePass: ApplyPass<ReferencePass> = (rest, { number, pass, keyIndex }, rules) => {
  const links = linksAmong(rest, pass, keyIndex, rules);
  const isClean = (star: Sides) =>
    !breaksCardinality(pass, star) && ![...star.left, ...star.right].some((line) => links.cut.has(line));
  const stars = starsOf(links).map(sidesOf).filter(isClean);
  const tying = stars.filter((star) => amountScore(star, rules) !== undefined);
  const starred = new Set(stars.flatMap(({ left, right }) => [...left, ...right]));
  return {
    tied: tying.map((star) => ({
      ...star,
      ...{ key: anchorKey(star.left), currency: (star.left[0] as Line).currency },
      explained: bridged(star, rules),
    })),
    suggestions: [
      ...stars.filter((star) => !tying.includes(star)).map((star) => differing(star, number, pass, rules)),
      ...competing(links, starred, number, pass, rules),
    ],
  };
};

function linksAmong(
  rest: readonly Line[],
  pass: ReferencePass,
  keyIndex: number,
  rules: ReconciliationRules,
): Links {
  const of = new Map<Line, Line[]>();
  const cut = new Set<Line>();
  for (const { named, mentions } of references(rest, pass, keyIndex)) {
    const isCommon =
      named.length > 1 && mentions.length > 1 && named.length * mentions.length > REFERENCE_PAIRS;
    if (isCommon) for (const line of [...named, ...mentions]) cut.add(line);
    const [names, texts] = isCommon ? [firstOf(named), firstOf(mentions)] : [named, mentions];
    for (const name of names)
      for (const text of texts) {
        if (!isWithin(sidesOf([name, text]), pass, rules)) continue;
        of.set(name, [...(of.get(name) ?? []), text]);
        of.set(text, [...(of.get(text) ?? []), name]);
      }
  }
  return { of, cut };
}

/** Per reference and currency, the lines that have it and those whose text mentions it. */
function references(
  rest: readonly Line[],
  { referenceSide, minLength, days }: ReferencePass,
  keyIndex: number,
): { named: Line[]; mentions: Line[] }[] {
  const found = new Map<string, { named: Line[]; mentions: Line[] }>();
  const dated = rest.filter(
    (line) => (line.keys[keyIndex] ?? null) !== null && (!days || line.date !== null),
  );
  for (const line of dated.filter(({ side }) => side === referenceSide)) {
    const reference = cleanReference(line.keys[keyIndex] as string);
    if (reference.length < minLength || reference === '') continue;
    const id = JSON.stringify([reference, line.currency]);
    const { named, mentions } = found.get(id) ?? { named: [], mentions: [] };
    found.set(id, { named: [...named, line], mentions });
  }
  for (const line of dated.filter(({ side }) => side !== referenceSide))
    for (const gram of grams(line.keys[keyIndex] as string))
      found.get(JSON.stringify([gram, line.currency]))?.mentions.push(line);
  return [...found.values()];
}

const firstOf = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => compareCodePoints(a.recordKey, b.recordKey)).slice(0, REFERENCE_LINES);

const sidesOf = (lines: readonly Line[]): Sides => ({
  left: lines.filter(({ side }) => side === 'left'),
  right: lines.filter(({ side }) => side === 'right'),
});

function isWithin(link: Sides, { days }: ReferencePass, rules: ReconciliationRules): boolean {
  const apart = apartOf(link, days, rules);
  return days === undefined || (apart !== undefined && apart >= -days.before && apart <= days.after);
}

/** Days from the left to the right line of a star that are furthest apart. */
function apartOf(
  { left, right }: Sides,
  days: ReferencePass['days'],
  { holidays }: ReconciliationRules,
): number | undefined {
  if (days === undefined) return undefined;
  const apart = left.flatMap((l) =>
    right.map((r) => daysBetween(days, l.date as string, r.date as string, holidays)),
  );
  return apart.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most));
}

/** Each line that has links, with its lines, where none of those is linked with another one; a pair is one star. */
function starsOf({ of }: Links): Line[][] {
  const lone = (line: Line) => of.get(line)?.length === 1;
  return [...of]
    .filter(([centre, lines]) => lines.every(lone) && (lines.length > 1 || centre.side === 'left'))
    .map(([centre, lines]) => [centre, ...lines]);
}

/** The lines name each other beyond doubt, but the amounts do not tie. */
function differing(
  star: Sides,
  number: number,
  { days }: ReferencePass,
  rules: ReconciliationRules,
): Suggestion {
  const { currency } = star.left[0] as Line;
  const { left, right } = star;
  const allowed = allowanceOf(rules, currency, total(left), total(right), groupLimit(star));
  const parts = partsOf(star, amountPart(residual(star, rules), allowed), days, rules);
  return {
    ...{ pass: number, label: 'difference', currency, left, right, parts, score: score(parts) },
    ...{ alternatives: 1, runnerUp: null },
  };
}

function partsOf(
  link: Sides,
  amount: NonNullable<ScoreParts['amount']>,
  days: ReferencePass['days'],
  rules: ReconciliationRules,
): ScoreParts {
  const apart = apartOf(link, days, rules);
  const text = decimal('1');
  if (days === undefined || apart === undefined) return { amount, text };
  return { amount, date: datePart(apart, Math.max(days.before, days.after)), text };
}

/** Links outside of clean stars whose amounts tie. */
function competing(
  { of, cut }: Links,
  starred: ReadonlySet<Line>,
  number: number,
  { days }: ReferencePass,
  rules: ReconciliationRules,
): Suggestion[] {
  const choices = new Map<Line, Pair[]>();
  for (const [left, lines] of of) {
    if (left.side !== 'left' || starred.has(left)) continue;
    for (const right of lines) {
      const link: Sides = { left: [left], right: [right] };
      const amount = amountScore(link, rules);
      if (amount === undefined) continue;
      const pair = pairOf(left, right, partsOf(link, amount, days, rules));
      for (const line of [left, right]) choices.set(line, [...(choices.get(line) ?? []), pair]);
    }
  }
  const count = (line: Line) => of.get(line)?.length ?? 0;
  return suggestPairs(choices.values(), number, ({ left, right }) =>
    cut.has(left) || cut.has(right)
      ? { label: 'truncated', alternatives: null }
      : { label: 'alternatives', alternatives: count(left) + count(right) - 1 },
  );
}
