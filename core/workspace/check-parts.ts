import { fieldNamed } from '../dataset/datasets.ts';
import type { Expression } from '../expression/expression.ts';
import { namesUsed } from '../expression/names-used.ts';
import type { AmountPart, Side } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { BothFields, SideName } from './check-on.ts';
import { sideExpression } from './check-side.ts';
import { Names } from './names.ts';
import type { PartDraft } from './rule-shapes.ts';

type BothSides = Readonly<Record<SideName, Side | undefined>>;

export function checkParts(
  drafts: readonly PartDraft[],
  node: YamlNode,
  both: { fields: BothFields; sides: BothSides },
  refuse: Report,
): AmountPart[] {
  const names = new Names('part', refuse);
  return drafts.map((draft, at) => {
    const place = node.at(at);
    names.declare(draft.name, place.at('name'));
    const { name, class: of } = draft;
    if ((draft.compare === undefined) === (draft.bridge === undefined)) {
      const isNone = draft.compare === undefined;
      refuse(
        isNone ? place : place.keyAt('bridge'),
        isNone ? 'nothing says what the part is for' : 'a part is compared or is a bridge, not both',
        'compare: its sums must tie on their own; bridge: it is the difference',
      );
    }
    const role = draft.compare === undefined ? 'bridge' : 'compare';
    return { name, class: of, role, ...partSides(draft[role], place.at(role), both, refuse) };
  });
}

function partSides(
  written: PartDraft['compare'],
  node: YamlNode,
  { fields, sides }: { fields: BothFields; sides: BothSides },
  refuse: Report,
): Pick<AmountPart, 'left' | 'right'> {
  const result: Pick<AmountPart, 'left' | 'right'> = {};
  if (written === undefined) return result;
  for (const side of ['left', 'right'] as const) {
    const text = typeof written === 'string' ? written : written[side];
    if (text === undefined) continue;
    const place = typeof written === 'string' ? node : node.at(side);
    const expression = sideExpression(text, place, fields[side], 'decimal', refuse);
    if (expression === undefined) continue;
    checkCurrency(expression, place, fields[side], sides[side], refuse);
    result[side] = expression;
  }
  if (typeof written !== 'string' && written.left === undefined && written.right === undefined)
    refuse(node, 'no side has the part', 'such as {left: tax, right: tax}');
  return result;
}

/** A part is of the line's amount, so it is money of the same currency. */
function checkCurrency(
  expression: Expression,
  place: YamlNode,
  { dataset }: BothFields[SideName],
  side: Side | undefined,
  refuse: Report,
): void {
  if (side === undefined) return;
  for (const name of namesUsed(expression)) {
    const currency = fieldNamed(dataset, name)?.currency;
    if (currency !== undefined && currency !== side.currency)
      refuse(place, `${name} is in ${currency}, the amount in ${side.currency}`, 'a part is of the amount');
  }
}
