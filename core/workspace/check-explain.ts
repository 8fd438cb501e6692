import type { ExplainRule } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { type BothFields, checkTextField } from './check-on.ts';
import { Names } from './names.ts';
import type { ExplainDraft } from './rule-shapes.ts';

export function checkExplain(
  drafts: readonly ExplainDraft[],
  node: YamlNode,
  fields: BothFields,
  refuse: Report,
): ExplainRule[] {
  const names = new Names('rule of explain', refuse);
  const rules = drafts.map((draft, at) => {
    const place = node.at(at);
    names.declare(draft.name, place.at('name'));
    checkValues(draft, place, fields, refuse);
    const { name, class: of, side, sign, within_days: withinDays, field, is } = draft;
    return {
      ...{ name, class: of, side },
      ...(sign === undefined ? {} : { sign }),
      ...(withinDays === undefined ? {} : { withinDays }),
      ...(field === undefined || is === undefined ? {} : { field, is }),
    };
  });
  for (const [at, rule] of rules.entries()) {
    const earlier = rules.slice(0, at).find((one) => holdsWherever(one, rule));
    if (earlier === undefined) continue;
    refuse(
      node.at(at),
      `${rule.name} never explains anything: ${earlier.name} before it holds wherever it would`,
      'the first that holds counts: put the narrower one first',
    );
  }
  return rules;
}

function checkValues(draft: ExplainDraft, place: YamlNode, fields: BothFields, refuse: Report): void {
  const { side, field, is } = draft;
  if (field !== undefined) checkTextField(side, field, place.at('field'), fields, refuse);
  if ((field === undefined) !== (is === undefined)) {
    const [given, missing] = field === undefined ? ['is', 'field'] : ['field', 'is'];
    refuse(
      place.keyAt(given),
      `${given} is for nothing without ${missing}`,
      'give both: field: NAME, is: [...]',
    );
  }
  for (const [at, value] of (is ?? []).entries())
    if (is?.indexOf(value) !== at) refuse(place.at('is', at), `"${value}" is listed twice`, 'leave one out');
}

function holdsWherever(wide: ExplainRule, narrow: ExplainRule): boolean {
  const isWideInDays =
    wide.withinDays === undefined ||
    (narrow.withinDays !== undefined && narrow.withinDays <= wide.withinDays);
  const isWideInValues =
    wide.field === undefined ||
    (wide.field === narrow.field && (narrow.is ?? []).every((value) => wide.is?.includes(value)));
  return (
    wide.side === narrow.side &&
    (wide.sign === undefined || wide.sign === narrow.sign) &&
    isWideInDays &&
    isWideInValues
  );
}
