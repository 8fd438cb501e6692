import type { Expression } from '../expression/expression.ts';
import { writeExpression } from '../expression/write.ts';
import type { ReconciliationRules } from './rules.ts';

/** One field in which two rule sets differ. */
export interface RuleDifference {
  /** Names from the outside in; a pass, a part and an explanation go by their own name: `passes`, `by-order`, `days`, `after`. */
  path: readonly string[];
  /** As it is written in a workspace file; null where the rule set has no such field. */
  before: string | null;
  after: string | null;
}

/** The fields in which two rule sets differ, in the order of the rules. Empty: they say the same. */
export function ruleDifferences(before: ReconciliationRules, after: ReconciliationRules): RuleDifference[] {
  const [old, changed] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...changed.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key) ?? null, changed.get(key) ?? null];
    return was === is ? [] : [{ path: JSON.parse(key) as string[], before: was, after: is }];
  });
}

/** Path, as JSON, to value. */
type Fields = Map<string, string>;

function fieldsOf({ hash: _, ...rules }: ReconciliationRules): Fields {
  const fields: Fields = new Map();
  gather(rules, [], fields);
  return fields;
}

function gather(value: unknown, path: readonly string[], into: Fields): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    gatherList(value, path, into);
    return;
  }
  if (typeof value !== 'object' || value === null || isExpression(value)) {
    into.set(JSON.stringify(path), written(value));
    return;
  }
  for (const [name, member] of Object.entries(value)) gather(member, [...path, name], into);
}

function gatherList(list: readonly unknown[], path: readonly string[], into: Fields): void {
  if (list.every(isNamed)) {
    // Where there is but one, or none, its order says nothing.
    if (list.length > 1)
      into.set(JSON.stringify([...path, 'order']), list.map(({ name }) => name).join(', '));
    for (const { name, ...member } of list) gather(member, [...path, name], into);
  } else if (list.every(isPair) || list.every((member) => typeof member !== 'object')) {
    into.set(JSON.stringify(path), list.map(written).join(', '));
  } else {
    for (const [at, member] of list.entries()) gather(member, [...path, String(at + 1)], into);
  }
}

function written(value: unknown): string {
  if (isPair(value)) return value.left === value.right ? value.left : `${value.left} = ${value.right}`;
  if (typeof value === 'object' && value !== null) return writeExpression(value as Expression);
  return String(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamed = (value: unknown): value is { name: string } =>
  isObject(value) && typeof value.name === 'string' && !isExpression(value);

const isExpression = (value: unknown): value is Expression =>
  isObject(value) && typeof value.kind === 'string';

const isPair = (value: unknown): value is { left: string; right: string } =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  typeof value.left === 'string' &&
  typeof value.right === 'string';
