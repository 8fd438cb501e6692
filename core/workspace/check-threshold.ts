import type { LimitOverride, Limits, Rounding, Threshold } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { type Amounts, checkAmounts, isLarger, isNothing } from './check-amounts.ts';
import { type BothFields, checkTextField } from './check-on.ts';
import type { OverrideDraft, ReconciliationDraft, ThresholdDraft } from './rule-shapes.ts';

export function checkThreshold(
  draft: ThresholdDraft,
  node: YamlNode,
  fields: BothFields,
  refuse: Report,
): Threshold {
  const { absolute, percent, percent_base: percentBase, combine } = draft;
  const limits: Limits = { absolute, percent, percentBase, combine };
  checkLimits(limits, node, refuse);
  const overrides = draft.overrides.map((one, at) =>
    checkOverride(one, node.at('overrides', at), limits, fields, refuse),
  );
  checkReached(draft.overrides, overrides, node.at('overrides'), refuse);
  return { ...limits, overrides };
}

function checkLimits(limits: Limits, node: YamlNode, refuse: Report): void {
  const { absolute, percent, combine } = limits;
  checkAmounts(absolute, node.at('absolute'), refuse);
  if (isLarger(percent, '100'))
    refuse(node.at('percent'), `${percent} % would let every difference pass`, 'from 0 to 100');
  const amounts = Object.values(absolute);
  if (combine === 'all' && !isNothing(percent) && amounts.length > 0 && amounts.every(isNothing))
    refuse(
      node.at('percent'),
      `${percent} % never counts: a difference must be within the absolute limit too, which is 0`,
      'combine: any, or leave absolute out',
    );
}

/** Other limits replace those of the threshold whole; what the percentage is of, and how the two combine, is inherited. */
function checkOverride(
  draft: OverrideDraft,
  node: YamlNode,
  general: Limits,
  fields: BothFields,
  refuse: Report,
): LimitOverride {
  const { field, is } = whoseLimits(draft, node, fields, refuse);
  if (draft.absolute === undefined && draft.percent === undefined)
    refuse(node, 'the override has no limit', 'give absolute, percent or both; "0" for an exact tie');
  const limits: Limits = {
    absolute: draft.absolute ?? {},
    percent: draft.percent ?? '0',
    percentBase: draft.percent_base ?? general.percentBase,
    combine: draft.combine ?? general.combine,
  };
  checkLimits(limits, node, refuse);
  return { field, is, ...limits };
}

/** Which lines are under an override: `account`, `counterparty`, or `field` with `is`. */
function whoseLimits(
  draft: OverrideDraft,
  node: YamlNode,
  fields: BothFields,
  refuse: Report,
): Pick<LimitOverride, 'field' | 'is'> {
  const given = (['account', 'counterparty', 'field'] as const).filter((key) => draft[key] !== undefined);
  const [key, second] = given;
  if (key === undefined || second !== undefined) {
    refuse(
      second === undefined ? node : node.keyAt(second),
      second === undefined ? 'nothing says whose limits these are' : `both ${key} and ${second} are given`,
      'one of account: [...], counterparty: [...], or field: NAME with is: [...]',
    );
    return { field: {}, is: [] };
  }
  if (key === 'field' && draft.is === undefined) refuse(node, '"is" is missing: the values of the field');
  if (key !== 'field' && draft.is !== undefined)
    refuse(node.keyAt('is'), `the values stand in ${key} already`, 'leave is out');
  const named = key === 'field' ? (draft.field ?? '') : key;
  const place = key === 'field' ? node.at('field') : node.keyAt(key);
  const is = key === 'field' ? draft.is : draft[key];
  return { field: overrideField(named, place, fields, refuse), is: is ?? [] };
}

/** One name counts on the sides that have it; a name of a side must be there. */
function overrideField(
  named: string | { left?: string | undefined; right?: string | undefined },
  place: YamlNode,
  fields: BothFields,
  refuse: Report,
): LimitOverride['field'] {
  const sides = (['left', 'right'] as const).filter((side) =>
    typeof named === 'string' ? fields[side].typeOf(named) !== undefined : named[side] !== undefined,
  );
  if (sides.length === 0)
    refuse(
      place,
      typeof named === 'string' ? `neither side has a field "${named}"` : 'no side is named',
      'name a field of the left or the right side',
    );
  const field: LimitOverride['field'] = {};
  for (const side of sides) {
    const name = typeof named === 'string' ? named : (named[side] ?? '');
    checkTextField(side, name, typeof named === 'string' ? place : place.at(side), fields, refuse);
    field[side] = name;
  }
  return field;
}

/** A line is under the first override that names it: a value that stands twice is for nothing the second time. */
function checkReached(
  drafts: readonly OverrideDraft[],
  overrides: readonly LimitOverride[],
  node: YamlNode,
  refuse: Report,
): void {
  const seen = new Map<string, number>();
  for (const [at, { field, is }] of overrides.entries()) {
    const draft = drafts[at];
    const key = draft?.account ? 'account' : draft?.counterparty ? 'counterparty' : 'is';
    for (const [index, value] of is.entries()) {
      const id = JSON.stringify([field.left ?? null, field.right ?? null, value]);
      const first = seen.get(id);
      if (first === undefined) seen.set(id, at);
      else
        refuse(
          node.at(at, key, index),
          `"${value}" is listed twice`,
          first === at ? 'leave one out' : `override ${first + 1} has it; the first one counts`,
        );
    }
  }
}

export function checkRounding(
  { rounding, materiality }: Pick<ReconciliationDraft, 'rounding' | 'materiality'>,
  node: YamlNode,
  refuse: Report,
): Rounding | undefined {
  if (rounding === undefined) return undefined;
  const { absolute, account } = rounding;
  const place = node.at('absolute');
  checkAmounts(absolute, place, refuse);
  if (Object.keys(absolute).length === 0)
    refuse(place, 'no currency has a limit: nothing would be rounding', 'such as {EUR: "0.05"}');
  for (const [code, amount] of Object.entries(absolute)) {
    if (isNothing(amount))
      refuse(place.at(code), 'a difference of 0 is none', `leave ${code} out, or give the largest rounding`);
    checkImmaterial(amount, code, materiality, place, refuse);
  }
  return { absolute, account };
}

function checkImmaterial(
  amount: string,
  code: string,
  materiality: Amounts,
  place: YamlNode,
  refuse: Report,
): void {
  const material = materiality[code];
  if (material === undefined || isLarger(material, amount)) return;
  refuse(
    place.at(code),
    `${amount} ${code} of rounding reaches the materiality of ${material}`,
    'what is material is no rounding: choose less',
  );
}
