import type { Pass, ReconciliationRules } from './rules.ts';

/** A pass as it is run. Numbers count from 1 and are what a match stores. */
export interface NumberedPass<P extends Pass = Pass> {
  number: number;
  pass: P;
  /** Which of a line's keys it reads: an index into `rules.passes`. */
  keyIndex: number;
}

/** What people tied out by hand comes before every pass. */
export const MANUAL_PASS = 0;

/**
 * The passes of a run in their order. Where there are several and the first goes by key, it is applied once more at the
 * end: a later pass may have taken the lines that kept a group from tying out. What is left then is a break by its rule.
 */
export function passesInOrder(rules: Pick<ReconciliationRules, 'passes'>): NumberedPass[] {
  const passes = rules.passes.map((pass, index) => ({ number: index + 1, pass, keyIndex: index }));
  const [first] = passes;
  if (!first || passes.length === 1 || first.pass.type !== 'key') return passes;
  return [...passes, { ...first, number: passes.length + 1 }];
}

/** The pass that a match was made by; undefined for one made by hand. */
export function passNumbered(rules: Pick<ReconciliationRules, 'passes'>, number: number): Pass | undefined {
  return passesInOrder(rules).find((candidate) => candidate.number === number)?.pass;
}
