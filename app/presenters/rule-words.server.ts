import type { FieldPair, Pass, ReconciliationRules, Side, Threshold } from '#core/reconcile/rules.ts';
import { expressionText } from './expression-words.server.ts';

/** A rule set in words. */
export interface RuleWords {
  left: SideWords;
  right: SideWords;
  passes: { name: string; words: string }[];
  threshold: string;
  materiality: string;
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

export function ruleWords(rules: ReconciliationRules): RuleWords {
  return {
    left: sideWords(rules.left),
    right: sideWords(rules.right),
    passes: rules.passes.map((pass) => ({ name: pass.name, words: passWords(pass, rules) })),
    threshold: thresholdWords(rules.threshold, rules),
    materiality: materialityWords(rules.materiality),
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

const CARDINALITY = {
  '1:1': 'one line on each side',
  '1:N': 'one line on the left, any number on the right',
  'N:1': 'any number on the left, one line on the right',
  'N:M': 'any number of lines on each side',
} as const;

function passWords(pass: Pass, rules: ReconciliationRules): string {
  // Each further type of pass has its own words.
  if (pass.type !== 'key') return pass.type;
  const on = pass.on.map(pairWords);
  const days = pass.days
    ? ` The ${rules.right.label.toLowerCase()} may come ${pass.days.before} days before and ${pass.days.after} days after.`
    : ' Dates are not compared.';
  const zero = pass.netToZero ? ' Lines of one side that add up to zero tie out on their own.' : '';
  return `Equal ${on.join(' and ')}; ${CARDINALITY[pass.cardinality]}.${days}${zero}`;
}

const pairWords = ({ left, right }: FieldPair): string =>
  left === right ? field(left) : `${field(left)} (left) and ${field(right)} (right)`;

const field = (name: string) => name.replaceAll('_', ' ');

function thresholdWords(threshold: Threshold, rules: ReconciliationRules): string {
  const absolute = amounts(threshold.absolute);
  const percent = /^0*(\.0*)?$/.test(threshold.percent)
    ? undefined
    : `${threshold.percent} % of ${base(threshold, rules)}`;
  if (!absolute && !percent) return 'Amounts must be equal to the last digit.';
  if (!absolute || !percent) return `A difference up to ${absolute ?? percent} ties out.`;
  return `A difference ties out within ${threshold.combine === 'any' ? 'either' : 'both'} of ${absolute} and ${percent}.`;
}

function base({ percentBase }: Threshold, rules: ReconciliationRules): string {
  if (percentBase === 'left') return `the ${rules.left.label.toLowerCase()}`;
  if (percentBase === 'right') return `the ${rules.right.label.toLowerCase()}`;
  return percentBase === 'max' ? 'the larger side' : 'the smaller side';
}

function materialityWords(materiality: ReconciliationRules['materiality']): string {
  const listed = amounts(materiality, true);
  return listed
    ? `Exceptions from ${listed} are material and block the close.`
    : 'No exception is material: no limit is set.';
}

function amounts(perCurrency: Readonly<Record<string, string>>, zeros = false): string | undefined {
  const listed = Object.entries(perCurrency)
    .filter(([, amount]) => zeros || !/^0*(\.0*)?$/.test(amount))
    .map(([currency, amount]) => `${amount} ${currency}`);
  return listed.length > 0 ? listed.join(', ') : undefined;
}
