import { didYouMean } from '../failure/did-you-mean.ts';
import { currencyOf } from '../money/currencies.ts';
import type { Days, FxPass, Pass } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { isLarger, isNothing } from './check-amounts.ts';
import { type BothFields, checkPair, checkPairs, checkTextField, type SideName } from './check-on.ts';
import type { PassDraft, PassDrafts } from './pass-shapes.ts';
import type { Workspace } from './workspace.ts';

/** What a pass is checked against. */
export interface PassPlace {
  fields: BothFields;
  /** Entity of the two sides. */
  entity: string;
  known: Pick<Workspace, 'sources' | 'contracts'>;
}

/** A combination looks at this many days by default: what is paid together is paid within days. */
const COMBINATION_DAYS: Days = { before: 0, after: 5 };

/** A pass of the right shape to that of the rules. Meaningless when something was reported. */
export function checkPass(draft: PassDraft, node: YamlNode, place: PassPlace, refuse: Report): Pass {
  switch (draft.type) {
    case 'key':
      return keyPass(draft, node, place, refuse);
    case 'window':
      return windowPass(draft, node, place, refuse);
    case 'reference':
      return referencePass(draft, node, place, refuse);
    case 'similar':
      return similarPass(draft, node, place, refuse);
    case 'fx':
      return fxPass(draft, node, place, refuse);
    case 'combination':
      return combinationPass(draft, node, place, refuse);
  }
}

type Check<Type extends keyof PassDrafts> = (
  draft: PassDrafts[Type],
  node: YamlNode,
  place: PassPlace,
  refuse: Report,
) => Extract<Pass, { type: Type }>;

const keyPass: Check<'key'> = (draft, node, { fields }, refuse) => {
  const { name, type, cardinality, net_to_zero: netToZero } = draft;
  const on = checkPairs(draft.on, node.at('on'), fields, refuse);
  return { name, type, on, cardinality, ...withDays(draft, node, refuse), netToZero };
};

const windowPass: Check<'window'> = (draft, node, { fields }, refuse) => {
  const { name, type } = draft;
  const on = checkPairs(draft.on, node.at('on'), fields, refuse);
  const days = daysOf(draft, node, refuse);
  if (days === undefined)
    refuse(node, '"days" is missing: a window is of days', 'such as days: {before: 0, after: 5}');
  return { name, type, on, days: days ?? { before: 0, after: 0 } };
};

const referencePass: Check<'reference'> = (draft, node, { fields }, refuse) => {
  const { name, type, cardinality, min_length: minLength } = draft;
  const referenceSide = onlySide(draft.find, node.at('find'), refuse);
  const textSide = onlySide(draft.in, node.at('in'), refuse);
  if (referenceSide !== undefined && referenceSide === textSide)
    refuse(
      node.at('in'),
      `the reference and the text are both of the ${textSide} side`,
      `the text is of the other side, such as in: {${referenceSide === 'left' ? 'right' : 'left'}: description}`,
    );
  const [reference, text] = [draft.find[referenceSide ?? 'left'] ?? '', draft.in[textSide ?? 'right'] ?? ''];
  if (referenceSide !== undefined)
    checkTextField(referenceSide, reference, node.at('find', referenceSide), fields, refuse);
  if (textSide !== undefined) checkTextField(textSide, text, node.at('in', textSide), fields, refuse);
  return {
    ...{ name, type, referenceSide: referenceSide ?? 'left', reference, text, minLength, cardinality },
    ...withDays(draft, node, refuse),
  };
};

/** The one side that a block names. */
function onlySide(
  draft: { left?: string | undefined; right?: string | undefined },
  node: YamlNode,
  refuse: Report,
): SideName | undefined {
  const sides = (['left', 'right'] as const).filter((side) => draft[side] !== undefined);
  if (sides.length === 1) return sides[0];
  refuse(node, sides.length === 0 ? 'no side is named' : 'two sides are named', 'name one: left or right');
  return undefined;
}

const similarPass: Check<'similar'> = (draft, node, { fields }, refuse) => {
  const { name, type, least } = draft;
  const on = checkPair(draft.on, node.at('on'), fields, refuse);
  for (const side of ['left', 'right'] as const) {
    const type = fields[side].typeOf(on[side]);
    if (type !== undefined && type !== 'text')
      refuse(node.at('on'), `${on[side]} is ${type}, but only texts are alike`, 'name a field of text');
  }
  if (isNothing(least) || isLarger(least, '1'))
    refuse(
      node.at('least'),
      `a similarity of at least ${least} ${isNothing(least) ? 'is any text' : 'is never reached'}`,
      'above 0 and up to 1, such as "0.4"',
    );
  return { name, type, on, least, ...withDays(draft, node, refuse) };
};

const fxPass: Check<'fx'> = (draft, node, place, refuse) => {
  const { name, type, cardinality, rates, date, max_age_days: maxAgeDays, pivot, rounding } = draft;
  const on = checkPairs(draft.on, node.at('on'), place.fields, refuse);
  checkRates(rates, node.at('rates'), place, refuse);
  const currency = pivot === undefined ? undefined : currencyOf(pivot);
  if (pivot !== undefined && (currency === undefined || currency.withdrawn !== null))
    refuse(node.at('pivot'), `"${pivot}" is not a currency in use`, 'an ISO 4217 code such as EUR');
  const pass: FxPass = { name, type, on, cardinality, rates, date, maxAgeDays, rounding };
  return { ...pass, ...(pivot === undefined ? {} : { pivot }), ...withDays(draft, node, refuse) };
};

/** Rates come from a source of the same entity that has a contract for them. */
function checkRates(rates: string, node: YamlNode, { known, entity }: PassPlace, refuse: Report): void {
  const withRates = known.contracts.filter(({ dataset }) => dataset === 'fx_rates');
  const usable = known.sources
    .filter((one) => one.entity === entity && withRates.some(({ source }) => source === one.source))
    .map(({ source }) => source);
  const source = known.sources.find((one) => one.source === rates);
  if (source === undefined) refuse(node, `there is no source "${rates}"`, didYouMean(rates, usable));
  else if (source.entity !== entity)
    refuse(
      node,
      `${rates} belongs to ${source.entity}, the sides to ${entity}`,
      'rates are of one entity too',
    );
  else if (!usable.includes(rates))
    refuse(node, `no contract of ${rates} fills fx_rates`, 'add one under contracts/');
}

const combinationPass: Check<'combination'> = (draft, node, { fields }, refuse) => {
  const { name, type, cardinality, max_members: maxMembers, max_candidates: maxCandidates, post } = draft;
  const on = checkPairs(draft.on, node.at('on'), fields, refuse);
  if (cardinality === '1:1')
    refuse(
      node.at('cardinality'),
      'a combination is never one line with one line',
      'a window pass finds those; 1:N, N:1 or N:M here',
    );
  if (maxCandidates < maxMembers)
    refuse(
      node.at('max_candidates'),
      `among ${maxCandidates} candidates there is no set of ${maxMembers}`,
      'at least as many as max_members',
    );
  const days = daysOf(draft, node, refuse) ?? COMBINATION_DAYS;
  return { name, type, on, days, cardinality, maxMembers, maxCandidates, post };
};

type DaysDraft = Pick<PassDrafts['window'], 'days' | 'days_before' | 'days_after'>;

function withDays(draft: DaysDraft, node: YamlNode, refuse: Report): { days?: Days } {
  const days = daysOf(draft, node, refuse);
  return days === undefined ? {} : { days };
}

/** The window in either spelling; undefined where dates are not compared. */
function daysOf(draft: DaysDraft, node: YamlNode, refuse: Report): Days | undefined {
  const { days, days_before: before, days_after: after } = draft;
  const isFlat = before !== undefined || after !== undefined;
  if (days === undefined) return isFlat ? { before: before ?? 0, after: after ?? 0 } : undefined;
  if (isFlat) {
    const flat = node.keyAt(before === undefined ? 'days_after' : 'days_before');
    refuse(flat, 'the days are given twice', 'either days: {before, after}, or days_before and days_after');
  }
  if (typeof days === 'number') return { before: days, after: days };
  if (days.unit === 'calendar') return { before: days.before, after: days.after };
  if (days.before + days.after === 0)
    refuse(
      node.at('days', 'unit'),
      '0 business days is the same day: the unit changes nothing',
      'leave unit out, or give before or after',
    );
  return { before: days.before, after: days.after, business: true };
}
