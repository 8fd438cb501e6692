import { type Decimal, subtract } from '../money/decimal.ts';
import type { Break } from './break.ts';
import { classify } from './classify.ts';
import { applyCombinationPass } from './combination-pass.ts';
import { type Facts, NO_FACTS } from './facts.ts';
import { applyFxPass } from './fx-pass.ts';
import { total } from './group.ts';
import { applyKeyPass } from './key-pass.ts';
import type { Line } from './line.ts';
import { applyManualMatches, type ByHand, type ReopenedMatch } from './manual-pass.ts';
import { MANUAL_PASS, type NumberedPass, passesInOrder } from './passes.ts';
import { applyReferencePass } from './reference-pass.ts';
import { roundOff } from './rounding.ts';
import type { ReconciliationRules } from './rules.ts';
import { applySimilarPass } from './similar-pass.ts';
import type { Explained, PassResult, Suggestion, Tied } from './tied.ts';
import { applyWindowPass } from './window-pass.ts';

/** A group of lines that ties out. */
export interface Match {
  pass: number;
  key: string;
  currency: string;
  /** Set only where the right lines have another currency. */
  rightCurrency?: string;
  left: { count: number; amount: Decimal };
  right: { count: number; amount: Decimal };
  /** Left minus right: what the threshold let pass. Of two currencies: converted, in that of the right lines. */
  difference: Decimal;
  explained: Explained;
  /** What of the difference is proposed for write-off as rounding. */
  writeOff: Decimal | null;
  lines: readonly Line[];
}

export interface Reconciled {
  matches: Match[];
  breaks: Break[];
  suggestions: Suggestion[];
  /** Matches by hand that no longer hold. */
  reopened: ReopenedMatch[];
}

/**
 * The specification of a run, in plain TypeScript over exact decimals. Passes are applied in their order to what the
 * earlier ones left; what is left over is classified. The statements in `db/queries` do the same to sets of any size, and
 * property tests hold the two against each other. The order of the result carries no meaning.
 */
export function reconcile(
  lines: readonly Line[],
  rules: ReconciliationRules,
  byHand: ByHand = { matches: [], known: [] },
  facts: Facts = NO_FACTS,
): Reconciled {
  const matches: Match[] = [];
  const suggestions: Suggestion[] = [];
  const { tied: manual, reopened } = applyManualMatches(lines, byHand);
  const held = new Set(manual.flatMap(({ left, right }) => [...left, ...right]));
  matches.push(...manual.map((tied) => match(tied, MANUAL_PASS, rules)));
  let rest = lines.filter((line) => !held.has(line));
  for (const numbered of passesInOrder(rules)) {
    const result = apply(rest, numbered, rules, facts);
    const taken = new Set(result.tied.flatMap(({ left, right }) => [...left, ...right]));
    rest = rest.filter((line) => !taken.has(line));
    matches.push(...result.tied.map((tied) => match(tied, numbered.number, rules)));
    suggestions.push(...result.suggestions);
  }
  return { matches, breaks: classify(rest, rules, facts), suggestions: lasting(suggestions, rest), reopened };
}

/** A later pass may have tied out what an earlier one could only suggest. */
function lasting(suggestions: readonly Suggestion[], rest: readonly Line[]): Suggestion[] {
  const left = new Set(rest);
  const lasts = (one: Suggestion) => [...one.left, ...one.right].every((line) => left.has(line));
  return suggestions
    .filter(lasts)
    .map((one) => (one.runnerUp && !lasts(one.runnerUp) ? { ...one, runnerUp: null } : one));
}

function apply(
  rest: readonly Line[],
  numbered: NumberedPass,
  rules: ReconciliationRules,
  facts: Facts,
): PassResult {
  const { pass, ...at } = numbered;
  switch (pass.type) {
    case 'key':
      return applyKeyPass(rest, { ...at, pass }, rules);
    case 'window':
      return applyWindowPass(rest, { ...at, pass }, rules);
    case 'reference':
      return applyReferencePass(rest, { ...at, pass }, rules);
    case 'similar':
      return applySimilarPass(rest, { ...at, pass }, rules);
    case 'combination':
      return applyCombinationPass(rest, { ...at, pass }, rules);
    case 'fx':
      return applyFxPass(rest, { ...at, pass }, rules, facts);
  }
}

function match(tied: Tied, pass: number, rules: ReconciliationRules): Match {
  const { key, currency, rightCurrency, ...sides } = tied;
  const [left, right] = [sides.left, sides.right].map((lines) => ({
    count: lines.length,
    amount: total(lines),
  })) as [Match['left'], Match['right']];
  const difference = tied.difference ?? subtract(left.amount, right.amount);
  return {
    ...{ pass, key, currency, left, right, difference, lines: [...sides.left, ...sides.right] },
    ...(rightCurrency === undefined ? {} : { rightCurrency }),
    ...roundOff(tied, difference, pass, rules),
  };
}
