import type {
  AmountPart,
  DifferenceClass,
  ExplainRule,
  Opening,
  ReconciliationRules,
  Rounding,
  Side,
} from '#core/reconcile/rules.ts';
import { expressionText } from './expression-words.server.ts';
import {
  amountWords,
  listed,
  materialityWords,
  overrideWords,
  thresholdWords,
} from './limit-words.server.ts';
import { fieldWords, passWords } from './pass-words.server.ts';

/** A rule set in words. */
export interface RuleWords {
  left: SideWords;
  right: SideWords;
  passes: { name: string; words: string }[];
  threshold: string;
  materiality: string;
  /** Whatever else the rules say, a sentence each: overrides, parts, rounding, explanations, opening, holidays. */
  further: string[];
  hash: string;
}

export interface SideWords {
  label: string;
  source: string;
  dataset: string;
  amount: string;
  date: string;
  where: string | null;
}

/** Rules that an earlier version stored lack what it did not know: absent is none. */
type StoredRules = Omit<ReconciliationRules, 'parts' | 'explain' | 'holidays' | 'threshold'> & {
  threshold: Omit<ReconciliationRules['threshold'], 'overrides'> &
    Partial<Pick<ReconciliationRules['threshold'], 'overrides'>>;
} & Partial<Pick<ReconciliationRules, 'parts' | 'explain' | 'holidays'>>;

export function ruleWords(rules: StoredRules): RuleWords {
  const { threshold, parts = [], rounding, explain = [], opening, holidays = [] } = rules;
  return {
    left: sideWords(rules.left),
    right: sideWords(rules.right),
    passes: rules.passes.map((pass) => ({ name: pass.name, words: passWords(pass, rules) })),
    threshold: thresholdWords(threshold, rules),
    materiality: materialityWords(rules.materiality),
    further: [
      ...(threshold.overrides ?? []).map((override) => overrideWords(override, rules)),
      ...parts.map((part) => partWords(part, rules)),
      ...(rounding ? [roundingWords(rounding)] : []),
      ...explain.map((rule) => explainWords(rule, rules)),
      ...(opening ? [openingWords(opening)] : []),
      ...(holidays.length > 0 ? [`Business days leave out ${holidayWords(holidays)}.`] : []),
    ],
    hash: rules.hash,
  };
}

function sideWords({ label, source, dataset, amount, date, where }: Side): SideWords {
  return {
    label,
    source,
    dataset,
    amount: expressionText(amount),
    date,
    where: where ? expressionText(where) : null,
  };
}

type Labelled = Pick<ReconciliationRules, 'left' | 'right'>;

const CLASSES: Record<DifferenceClass, string> = {
  timing: 'timing',
  fee: 'fees',
  fx: 'exchange differences',
  tax: 'tax',
  rounding: 'rounding',
};

function partWords({ name, class: of, role, ...sides }: AmountPart, rules: Labelled): string {
  const where = (['left', 'right'] as const).flatMap((side) => {
    const expression = sides[side];
    return expression === undefined
      ? []
      : [`${expressionText(expression)} of the ${rules[side].label.toLowerCase()}`];
  });
  if (role === 'bridge')
    return `${name}: ${listed(where, 'and')} is the difference, shown as ${CLASSES[of]}.`;
  return where.length === 1
    ? `${name} (${CLASSES[of]}): ${where[0]} must come to nothing.`
    : `${name} (${CLASSES[of]}): ${listed(where, 'and')} must tie on their own.`;
}

function roundingWords({ absolute, account }: Rounding): string {
  const limits = amountWords(absolute);
  return limits
    ? `A difference up to ${limits} is rounding: it ties out and is proposed for write-off to ${account}.`
    : 'Nothing is rounding.';
}

function explainWords(rule: ExplainRule, rules: Labelled): string {
  const { name, class: of, side, sign, withinDays, field, is } = rule;
  const conditions = [
    ...(sign === undefined ? [] : [sign]),
    ...(withinDays === undefined
      ? []
      : [withinDays === 0 ? 'dated on the last day' : `dated within ${withinDays} days of the end`]),
    ...(field === undefined ? [] : [`with ${fieldWords(field)} ${listed(is ?? [], 'or')}`]),
  ];
  const which = conditions.length === 0 ? '' : ` (${conditions.join(', ')})`;
  return `${name}: ${rules[side].label} alone${which} are explained as ${CLASSES[of]}.`;
}

function openingWords({ date, from }: Opening): string {
  const carried = from === undefined ? '' : `, but for what ${from} left open`;
  return `What is dated before ${date} is settled${carried}.`;
}

const holidayWords = (holidays: readonly string[]): string =>
  holidays.length > 6
    ? `weekends and ${holidays.length} holidays from ${holidays[0]} to ${holidays.at(-1)}`
    : `weekends and ${listed(holidays, 'and')}`;
