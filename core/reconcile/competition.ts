import { compareCodePoints } from '../expression/text.ts';
import { compare } from '../money/decimal.ts';
import type { Line } from './line.ts';
import type { Suggestion } from './tied.ts';

/** A set of lines with its score, before it is known what competes with it. */
export type Contender = Omit<Suggestion, 'label' | 'alternatives' | 'runnerUp'>;
type Settled = { -readonly [Name in keyof Suggestion]: Suggestion[Name] };

/** Splits sets into those that share no line with another one, and all others. */
export function apart<S extends { left: readonly unknown[]; right: readonly unknown[] }>(
  sets: readonly S[],
): { alone: S[]; others: S[] } {
  const wanted = new Map<unknown, number>();
  for (const { left, right } of sets)
    for (const line of [...left, ...right]) wanted.set(line, (wanted.get(line) ?? 0) + 1);
  const isAlone = ({ left, right }: S) => [...left, ...right].every((line) => wanted.get(line) === 1);
  const [alone, others]: [S[], S[]] = [[], []];
  for (const set of sets) (isAlone(set) ? alone : others).push(set);
  return { alone, others };
}

/** Sets that share a line cannot both be right: each is told how many there are, and which of them is the best. */
export function competing(contenders: readonly Contender[], isWhole: boolean): Suggestion[] {
  const ordered = contenders
    .map((one) => ({ one, order: orderOf(one) }))
    .sort((a, b) => byScore(a.one, b.one) || compareCodePoints(a.order, b.order))
    .map(({ one }): Settled => ({ ...one, label: 'unique', alternatives: 1, runnerUp: null }));
  const wanting = new Map<Line, Settled[]>();
  for (const one of ordered) {
    for (const line of linesOf(one)) {
      const others = wanting.get(line);
      if (others) others.push(one);
      else wanting.set(line, [one]);
    }
  }
  const places = new Map(ordered.map((one, place) => [one, place]));
  for (const one of ordered) {
    const rivals = new Set(linesOf(one).flatMap((line) => wanting.get(line) ?? []));
    rivals.delete(one);
    const best = [...rivals].reduce<number>(
      (first, rival) => Math.min(first, places.get(rival) as number),
      ordered.length,
    );
    one.label = !isWhole ? 'truncated' : rivals.size > 0 ? 'alternatives' : 'unique';
    one.alternatives = isWhole ? rivals.size + 1 : null;
    one.runnerUp = ordered[best] ?? null;
  }
  return ordered;
}

const linesOf = ({ left, right }: Contender): Line[] => [...left, ...right];

/** Best first; of equal ones the one of fewer lines. */
function byScore(a: Contender, b: Contender): number {
  return compare(b.score, a.score) || linesOf(a).length - linesOf(b).length;
}

/** What decides between sets of one score and size. */
function orderOf({ left, right }: Contender): string {
  const text = (lines: readonly Line[]) =>
    lines
      .map(({ recordKey }) => recordKey)
      .sort(compareCodePoints)
      .join('\n');
  return `${text(left)}\n\n${text(right)}`;
}
