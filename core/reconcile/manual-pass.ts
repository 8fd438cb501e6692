import { compare } from '../money/decimal.ts';
import { unkeyed } from './key.ts';
import type { Line, SideName } from './line.ts';
import type { ManualMatch, ManualMember } from './manual-match.ts';
import { anchorKey, type Tied } from './tied.ts';

/** What people did by hand, as a run sees it. */
export interface ByHand {
  /** Those in force. */
  matches: readonly ManualMatch[];
  /** Every line of both sides at the pins, also those beyond the cut-off. */
  known: readonly Line[];
}

/** A member that is not what it was when it was matched. */
export interface MovedMember {
  side: SideName;
  recordKey: string;
  before: Pick<ManualMember, 'amount' | 'currency' | 'date'>;
  /** Null where it is no line any more. */
  after: Pick<ManualMember, 'amount' | 'currency' | 'date'> | null;
}

/** A match that a run ends, and why. */
export interface ReopenedMatch {
  id: string;
  moved: readonly MovedMember[];
}

/**
 * Pass 0: before any pass, each match by hand takes its lines, if they are all in scope and none has another amount,
 * currency or date now. If one has, or is gone, the match is reopened, and its lines go to the passes as any other. If they
 * are as they were but not all in scope of this tie-out, it just does not apply here.
 */
export function applyManualMatches(
  inScope: readonly Line[],
  { matches, known }: ByHand,
): { tied: Tied[]; reopened: ReopenedMatch[] } {
  const [present, scoped] = [byName(known), byName(inScope)];
  const tied: Tied[] = [];
  const reopened: ReopenedMatch[] = [];
  for (const match of matches) {
    const moved = match.members.flatMap((member) => movement(member, present.get(nameOf(member))));
    if (moved.length > 0) {
      reopened.push({ id: match.id, moved });
      continue;
    }
    const lines = match.members.flatMap((member) => scoped.get(nameOf(member)) ?? []);
    if (lines.length === match.members.length) tied.push(tieByHand(lines, match));
  }
  return { tied, reopened };
}

function movement({ side, recordKey, ...before }: ManualMember, line: Line | undefined): MovedMember[] {
  if (line === undefined) return [{ side, recordKey, before, after: null }];
  const { amount, currency, date } = line;
  const isAsBefore =
    compare(amount, before.amount) === 0 && currency === before.currency && date === before.date;
  return isAsBefore ? [] : [{ side, recordKey, before, after: { amount, currency, date } }];
}

function tieByHand(lines: readonly Line[], { explained }: ManualMatch): Tied {
  const [left, right] = [lines.filter(isLeft), lines.filter((line) => !isLeft(line))];
  const currency = (left[0] ?? (right[0] as Line)).currency;
  const rightCurrency = right[0]?.currency ?? currency;
  return {
    ...{ key: handKey(left, right), currency, left, right, explained },
    ...(rightCurrency === currency ? {} : { rightCurrency }),
  };
}

/**
 * Names a set by its smallest left record key; one of right lines only by its smallest right one, marked `\>`, which no
 * joined key and no other set begins with: a record key may be in use on both sides.
 */
export function handKey(left: readonly Line[], right: readonly Line[]): string {
  if (left.length > 0) return anchorKey(left);
  return `${RIGHT_ONLY}${anchorKey(right).slice(unkeyed('').length)}`;
}

/** Begins the key of a match by hand that has right lines only; its record key follows. */
export const RIGHT_ONLY = '\\>';

const isLeft = ({ side }: Line): boolean => side === 'left';
const nameOf = ({ side, recordKey }: { side: SideName; recordKey: string }): string => `${side} ${recordKey}`;
const byName = (lines: readonly Line[]): Map<string, Line> =>
  new Map(lines.map((line) => [nameOf(line), line]));
