import type { KeyPass, ReconciliationRules } from './rules.ts';

/** A pass as it is run. Numbers count from 1 and are what a match stores. */
export interface NumberedPass {
  number: number;
  pass: KeyPass;
  /** Which of a line's keys it groups by: an index into `rules.passes`. */
  keyIndex: number;
}

/**
 * The passes of a run in their order. Where there are several, the first is applied once more at the end: a later pass
 * may have taken the lines that kept a group from tying out. What is left then is a break by the first pass's own rule.
 */
export function passesInOrder(rules: Pick<ReconciliationRules, 'passes'>): NumberedPass[] {
  const passes = rules.passes.map((pass, index) => ({ number: index + 1, pass, keyIndex: index }));
  const [first] = passes;
  if (!first || passes.length === 1) return passes;
  return [...passes, { ...first, number: passes.length + 1 }];
}

/** The pass that a match was made by. */
export function passNumbered(
  rules: Pick<ReconciliationRules, 'passes'>,
  number: number,
): KeyPass | undefined {
  return passesInOrder(rules).find((candidate) => candidate.number === number)?.pass;
}
