import type { RuleDifference } from './rule-difference.ts';
import type { DifferenceClass } from './rules.ts';

/*
 * What a changed rule set would have made of past runs. Matches are compared by their lines: a match is kept where the other
 * rules tie out exactly the same lines together; where they tie out one of its lines with others, it is re-paired.
 */

/** A report over one or more past runs. Nothing of it is stored but that it was made. */
export interface BacktestReport {
  reconciliation: string;
  entity: string;
  /** Whose rules were tried: `declared`, `version 2`, or the path of a file. */
  rules: { name: string; hash: string };
  runs: ComparedRun[];
  /** Runs that the choice would have covered beyond the most that are compared at once. */
  leftOut: number;
}

export interface ComparedRun {
  runId: string;
  period: string;
  finishedAt: string;
  snapshots: { left: number; right: number };
  /** The version by which it ran; null for a run from before there were versions. */
  ruleVersion: number | null;
  ruleHash: string;
  /** In which fields the tried rules differ from those of the run. */
  differences: RuleDifference[];
  /**
   * Whether the run's own rules over its pins gave its result hash again. If not, what was pinned is not all that decided it
   * (an older Tieout, or what people matched by hand since), and `before` is what its rules find today.
   */
  isReproduced: boolean;
  resultHash: { stored: string; before: string; after: string };
  matches: MatchChanges;
  lines: LineChanges[];
  exceptions: ExceptionChanges[];
  identities: { appeared: number; gone: number; changed: number; same: number };
  material: { before: number; after: number; newly: number; noLonger: number };
  suggestions: SuggestionChanges[];
  samples: Samples;
}

export interface MatchChanges {
  before: number;
  after: number;
  /** Tie out the same lines in both. */
  kept: number;
  /** After: all of its lines were open before. */
  gained: number;
  /** Before: none of its lines ties out after. */
  lost: number;
  /** Lines of theirs tie out in both, but with others: how many matches that is before, and after. */
  repairedBefore: number;
  repairedAfter: number;
}

/** What became of the lines of one side in one currency. Amounts are exact decimal text. */
export interface LineChanges {
  side: 'left' | 'right';
  currency: string;
  kept: CountAndSum;
  gained: CountAndSum;
  lost: CountAndSum;
  repaired: CountAndSum;
}

export interface CountAndSum {
  count: number;
  amount: string;
}

export interface ExceptionChanges {
  type: string;
  class: DifferenceClass | 'unexplained';
  currency: string;
  before: ExceptionSum;
  after: ExceptionSum;
}

export interface ExceptionSum {
  count: number;
  difference: string;
  absoluteDifference: string;
}

export interface SuggestionChanges {
  rule: string;
  label: string;
  before: number;
  after: number;
}

/** The largest of each kind, at most `SAMPLE_SIZE`; the counts say how many there are in all. */
export interface Samples {
  gained: MatchSample[];
  lost: MatchSample[];
  /** As they are after. */
  repaired: MatchSample[];
  newlyMaterial: ExceptionSample[];
  appeared: ExceptionSample[];
  gone: ExceptionSample[];
}

export interface MatchSample {
  key: string;
  currency: string;
  /** Name of the pass; null for a match by hand. */
  pass: string | null;
  leftCount: number;
  rightCount: number;
  leftAmount: string;
  rightAmount: string;
  /** Record keys, at most `SAMPLE_LINES` a side. */
  left: string[];
  right: string[];
}

export interface ExceptionSample {
  exceptionId: string;
  key: string;
  currency: string;
  type: string;
  difference: string;
  severity: 'normal' | 'material';
  /** The same exception by the other rules; null where there is none. */
  other: { type: string; difference: string; severity: 'normal' | 'material' } | null;
}

export const SAMPLE_SIZE = 20;
export const SAMPLE_LINES = 10;
/** Runs that are compared at once. */
export const MOST_RUNS = 24;

/** A line of a match, by side and record key. */
export interface TiedLine {
  side: 'left' | 'right';
  recordKey: string;
}

/**
 * The specification of how matches are compared, over matches as sets of lines; db/queries/backtest-compare.ts does the
 * same to sets of any size. A line is in one match of each result at most.
 */
export function compareMatches(
  before: readonly (readonly TiedLine[])[],
  after: readonly (readonly TiedLine[])[],
): MatchChanges {
  const [old, changed] = [new Sets(before), new Sets(after)];
  const isKept = (match: readonly TiedLine[], others: Sets) => others.same(match);
  const touches = (match: readonly TiedLine[], others: Sets) => match.some((line) => others.has(line));
  const kept = after.filter((match) => isKept(match, old)).length;
  const gained = after.filter((match) => !touches(match, old)).length;
  const lost = before.filter((match) => !touches(match, changed)).length;
  return {
    ...{ before: before.length, after: after.length, kept, gained, lost },
    repairedBefore: before.length - kept - lost,
    repairedAfter: after.length - kept - gained,
  };
}

class Sets {
  private readonly byLine = new Map<string, readonly TiedLine[]>();

  constructor(matches: readonly (readonly TiedLine[])[]) {
    for (const match of matches) for (const line of match) this.byLine.set(nameOf(line), match);
  }

  has(line: TiedLine): boolean {
    return this.byLine.has(nameOf(line));
  }

  same(match: readonly TiedLine[]): boolean {
    const [first] = match;
    const other = first && this.byLine.get(nameOf(first));
    return (
      other !== undefined &&
      other.length === match.length &&
      match.every((line) => this.byLine.get(nameOf(line)) === other)
    );
  }
}

const nameOf = ({ side, recordKey }: TiedLine): string => `${side} ${recordKey}`;
