import { didYouMean } from '../failure/did-you-mean.ts';
import type { FieldPair } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import type { SideFields } from './check-side.ts';
import type { PairDraft } from './pass-shapes.ts';

export type SideName = 'left' | 'right';
export type BothFields = Readonly<Record<SideName, SideFields>>;

/** The fields of a pass: they exist, are mapped, have one type, and each pair stands there once. */
export function checkPairs(
  on: readonly PairDraft[],
  node: YamlNode,
  fields: BothFields,
  refuse: Report,
): FieldPair[] {
  const pairs = on.map((entry, at) => checkPair(entry, node.at(at), fields, refuse));
  for (const [at, pair] of pairs.entries()) {
    if (pairs.slice(0, at).some((earlier) => isSamePair(earlier, pair)))
      refuse(node.at(at), `${pairText(pair)} is compared twice`, 'leave one of them out');
  }
  return pairs;
}

export function checkPair(entry: PairDraft, place: YamlNode, fields: BothFields, refuse: Report): FieldPair {
  const pair = typeof entry === 'string' ? { left: entry, right: entry } : entry;
  const types = (['left', 'right'] as const).map((side) =>
    checkField(side, pair[side], typeof entry === 'string' ? place : place.at(side), fields, refuse),
  );
  if (types[0] !== undefined && types[1] !== undefined && types[0] !== types[1]) {
    refuse(
      place,
      `${pair.left} is ${types[0]} and ${pair.right} is ${types[1]}`,
      'keys are equal values of one kind',
    );
  }
  return pair;
}

/** The type of a side's field, which must be there and mapped; undefined when it is not there. */
export function checkField(
  side: SideName,
  name: string,
  place: YamlNode,
  fields: BothFields,
  refuse: Report,
): string | undefined {
  const type = fields[side].typeOf(name);
  if (type === undefined)
    refuse(place, `the ${side} side has no field "${name}"`, didYouMean(name, fields[side].names));
  else fields[side].mustBeMapped(name, place, refuse);
  return type;
}

/** A field that holds text: identifiers and codes are text too. */
export function checkTextField(
  side: SideName,
  name: string,
  place: YamlNode,
  fields: BothFields,
  refuse: Report,
): void {
  const type = checkField(side, name, place, fields, refuse);
  if (type !== undefined && type !== 'text')
    refuse(place, `${name} of the ${side} side is ${type}, but text is needed here`, `name a field of text`);
}

export const isSamePair = (a: FieldPair, b: FieldPair): boolean => a.left === b.left && a.right === b.right;

export const pairText = ({ left, right }: FieldPair): string =>
  left === right ? left : `${left} with ${right}`;
