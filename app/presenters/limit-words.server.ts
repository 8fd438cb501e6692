import type { LimitOverride, Limits, ReconciliationRules } from '#core/reconcile/rules.ts';
import { fieldWords } from './pass-words.server.ts';

type Labelled = Pick<ReconciliationRules, 'left' | 'right'>;

/** When a difference ties out. */
export function thresholdWords(limits: Limits, rules: Labelled): string {
  const { absolute, percent } = limitsOf(limits, rules);
  if (!absolute && !percent) return 'Amounts must be equal to the last digit.';
  if (!absolute || !percent) return `A difference up to ${absolute ?? percent} ties out.`;
  return `A difference ties out within ${combined(limits)} of ${absolute} and ${percent}.`;
}

/** Whose differences have other limits, and which. */
export function overrideWords(override: LimitOverride, rules: Labelled): string {
  const { absolute, percent } = limitsOf(override, rules);
  const whose = `For ${ownerWords(override)}`;
  if (!absolute && !percent) return `${whose}, amounts must be equal to the last digit.`;
  if (!absolute || !percent) return `${whose}, a difference up to ${absolute ?? percent} ties out.`;
  return `${whose}, a difference ties out within ${combined(override)} of ${absolute} and ${percent}.`;
}

function ownerWords({ field: { left, right }, is }: LimitOverride): string {
  const values = listed(is, 'or');
  if (left === right || right === undefined || left === undefined) {
    const side = left === right ? '' : right === undefined ? ' (left)' : ' (right)';
    return `${fieldWords(left ?? right ?? 'nothing')}${side} ${values}`;
  }
  return `${fieldWords(left)} (left) or ${fieldWords(right)} (right) ${values}`;
}

export function materialityWords(materiality: ReconciliationRules['materiality']): string {
  const limits = amountWords(materiality, true);
  return limits
    ? `Exceptions from ${limits} are material and block the close.`
    : 'No exception is material: no limit is set.';
}

/** Amounts of a block per currency; undefined where there is none. */
export function amountWords(
  perCurrency: Readonly<Record<string, string>>,
  zeros = false,
): string | undefined {
  const texts = Object.entries(perCurrency)
    .filter(([, amount]) => zeros || !isZero(amount))
    .map(([currency, amount]) => `${amount} ${currency}`);
  return texts.length > 0 ? texts.join(', ') : undefined;
}

/** a, b or c; of many, the first few and how many there are. */
export function listed(values: readonly string[], word: 'or' | 'and'): string {
  if (values.length > 6) return `${values.slice(0, 5).join(', ')} ${word} ${values.length - 5} others`;
  return values.length < 2
    ? (values[0] ?? 'nothing')
    : `${values.slice(0, -1).join(', ')} ${word} ${values.at(-1)}`;
}

function limitsOf(limits: Limits, rules: Labelled): { absolute?: string; percent?: string } {
  const absolute = amountWords(limits.absolute);
  return {
    ...(absolute === undefined ? {} : { absolute }),
    ...(isZero(limits.percent) ? {} : { percent: `${limits.percent} % of ${base(limits, rules)}` }),
  };
}

const combined = ({ combine }: Limits): string => (combine === 'any' ? 'either' : 'both');
const isZero = (amount: string): boolean => /^0*(\.0*)?$/.test(amount);

function base({ percentBase }: Limits, rules: Labelled): string {
  if (percentBase === 'left') return `the ${rules.left.label.toLowerCase()}`;
  if (percentBase === 'right') return `the ${rules.right.label.toLowerCase()}`;
  return percentBase === 'max' ? 'the larger side' : 'the smaller side';
}
