import type {
  Cardinality,
  CombinationPass,
  Days,
  FieldPair,
  FxPass,
  Pass,
  ReconciliationRules,
  ReferencePass,
} from '#core/reconcile/rules.ts';

const CARDINALITY: Record<Cardinality, string> = {
  '1:1': 'one line on each side',
  '1:N': 'one line on the left, any number on the right',
  'N:1': 'any number on the left, one line on the right',
  'N:M': 'any number of lines on each side',
};

type Labelled = Pick<ReconciliationRules, 'left' | 'right'>;

/** What a pass ties out, or suggests, as sentences for the controller. */
export function passWords(pass: Pass, rules: Labelled): string {
  switch (pass.type) {
    case 'key': {
      const zero = pass.netToZero ? ' Lines of one side that add up to zero tie out on their own.' : '';
      return `${equal(pass.on)}; ${CARDINALITY[pass.cardinality]}.${dayWords(pass.days, rules)}${zero}`;
    }
    case 'window': {
      const on = pass.on.length === 0 ? 'Any line' : equal(pass.on);
      return `${on}; one line on each side whose amounts tie, and only where neither has another.${dayWords(pass.days, rules)}`;
    }
    case 'reference':
      return `${referenceWords(pass, rules)}; ${CARDINALITY[pass.cardinality]}.${dayWords(pass.days, rules)}`;
    case 'similar':
      return (
        `${capital(pairWords(pass.on))} at least ${pass.least} alike (1 is the same), amounts that tie: ` +
        `a suggestion, never a match.${dayWords(pass.days, rules)}`
      );
    case 'fx':
      return `${fxWords(pass, rules)}${dayWords(pass.days, rules)}`;
    case 'combination':
      return combinationWords(pass, rules);
  }
}

function referenceWords(
  { referenceSide, reference, text, minLength }: ReferencePass,
  { left, right }: Labelled,
) {
  const [from, into] = referenceSide === 'left' ? [left, right] : [right, left];
  return (
    `${capital(fieldWords(reference))} of the ${lower(from.label)} found inside the ${fieldWords(text)} of the ` +
    `${lower(into.label)}, from ${minLength} letters and digits on`
  );
}

function fxWords({ on, cardinality, rates, date, maxAgeDays, pivot, rounding }: FxPass, rules: Labelled) {
  const through = pivot === undefined ? '' : `, through ${pivot} where the pair is not quoted`;
  const age =
    maxAgeDays === 0
      ? 'of that very day'
      : `not older than ${maxAgeDays} ${maxAgeDays === 1 ? 'day' : 'days'}`;
  return (
    `${equal(on)} in two currencies; ${CARDINALITY[cardinality]}. Converted at the rate of ${rates} for the date of the ` +
    `${lower(rules[date].label)}, ${age}${through}; rounded ${rounding.replaceAll('_', ' ')}.`
  );
}

function combinationWords(pass: CombinationPass, rules: Labelled): string {
  const { on, cardinality, maxMembers, maxCandidates, post, days } = pass;
  const within = on.length === 0 ? 'Any lines' : `Lines with ${lower(equal(on))}`;
  const outcome =
    post === 'unique'
      ? 'A set that nothing competes with is a match; any other is a suggestion.'
      : 'Each set is a suggestion, never a match.';
  return (
    `${within} that add up to each other: at most ${maxMembers} lines, ${CARDINALITY[cardinality]}, sought among at most ` +
    `${maxCandidates} at once. ${outcome}${dayWords(days, rules)}`
  );
}

function dayWords(days: Days | undefined, { right }: Labelled): string {
  if (days === undefined) return ' Dates are not compared.';
  const { before, after } = days;
  const count = (many: number) =>
    `${many} ${days.business === true ? 'business ' : ''}${many === 1 ? 'day' : 'days'}`;
  if (before === 0 && after === 0) return ` The ${lower(right.label)} must be of the same day.`;
  return ` The ${lower(right.label)} may come ${count(before)} before and ${count(after)} after.`;
}

const equal = (on: readonly FieldPair[]): string => `Equal ${on.map(pairWords).join(' and ')}`;

export const pairWords = ({ left, right }: FieldPair): string =>
  left === right ? fieldWords(left) : `${fieldWords(left)} (left) and ${fieldWords(right)} (right)`;

export const fieldWords = (name: string): string => name.replace(/^attributes\./, '').replaceAll('_', ' ');

const lower = (text: string): string => text.toLowerCase();
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
