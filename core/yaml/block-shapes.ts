import { didYouMean } from '../failure/did-you-mean.ts';
import type { YamlNode } from './node.ts';
import { INVALID, type JsonSchema, type Report, refuseKind, type Shape } from './shape.ts';

export interface Optional<Value> {
  shape: Shape<Value>;
  optional: true;
  fallback: Value | undefined;
}

type Member = Shape<unknown> | Optional<unknown>;

export function optional<Value>(shape: Shape<Value>): Optional<Value | undefined> {
  return { shape, optional: true, fallback: undefined };
}

export function withDefault<Value>(shape: Shape<Value>, fallback: Value): Optional<Value> {
  const schema: JsonSchema = { ...shape.schema, default: fallback };
  return { shape: { read: shape.read.bind(shape), schema }, optional: true, fallback };
}

type ValueOf<M> = M extends Optional<infer Value> ? Value : M extends Shape<infer Value> ? Value : never;
export type ObjectOf<Members> = { [Key in keyof Members]: ValueOf<Members[Key]> };

/** A block with these keys and no others. Every key is read, so that all problems are told at once. */
export function block<Members extends Record<string, Member>>(members: Members): Shape<ObjectOf<Members>> {
  const keys = Object.keys(members);
  return {
    schema: blockSchema(members),
    read(node, report) {
      if (node.kind !== 'map') return refuseKind(node, `a block with ${keys.join(', ')}`, report);
      let valid = unknownKeys(node, keys, report);
      const result: Record<string, unknown> = {};
      for (const [key, member] of Object.entries(members)) {
        const value = readMember(node, key, member, report);
        if (value === INVALID) valid = false;
        else result[key] = value;
      }
      return valid ? (result as ObjectOf<Members>) : INVALID;
    },
  };
}

function unknownKeys(node: YamlNode, keys: readonly string[], report: Report): boolean {
  const unknown = node.entries.filter(({ key }) => !keys.includes(key));
  for (const { key, keyNode } of unknown)
    report(keyNode, `there is no setting "${key}" here`, didYouMean(key, keys));
  return unknown.length === 0;
}

function readMember(node: YamlNode, key: string, member: Member, report: Report): unknown {
  const entry = node.entries.find((candidate) => candidate.key === key);
  const isOptional = 'optional' in member;
  if (entry !== undefined) return (isOptional ? member.shape : member).read(entry.value, report);
  if (isOptional) return member.fallback;
  report(node, `"${key}" is missing`);
  return INVALID;
}

function blockSchema(members: Record<string, Member>): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [key, member] of Object.entries(members)) {
    properties[key] = 'optional' in member ? member.shape.schema : member.schema;
    if (!('optional' in member)) required.push(key);
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

export function list<Value>(item: Shape<Value>, least = 0, most = 10_000): Shape<Value[]> {
  return {
    schema: { type: 'array', items: item.schema, ...(least > 0 ? { minItems: least } : {}), maxItems: most },
    read(node, report) {
      if (node.kind !== 'list') return refuseKind(node, 'a list', report);
      if (node.items.length < least || node.items.length > most) {
        report(
          node,
          node.items.length < least ? 'the list must not be empty' : `the list has more than ${most} items`,
        );
        return INVALID;
      }
      const values = node.items.map((child) => item.read(child, report));
      return values.includes(INVALID) ? INVALID : (values as Value[]);
    },
  };
}

/** A block whose keys are names that the file chooses. */
export function record<Value>(
  key: RegExp,
  keyMeaning: string,
  value: Shape<Value>,
): Shape<Record<string, Value>> {
  return {
    schema: { type: 'object', propertyNames: { pattern: key.source }, additionalProperties: value.schema },
    read(node, report) {
      if (node.kind !== 'map') return refuseKind(node, 'a block of keys', report);
      let valid = true;
      const result: [string, Value][] = [];
      for (const entry of node.entries) {
        if (!key.test(entry.key)) report(entry.keyNode, `"${entry.key}" is not ${keyMeaning}`);
        const read = value.read(entry.value, report);
        if (read === INVALID || !key.test(entry.key)) valid = false;
        else result.push([entry.key, read]);
      }
      return valid ? Object.fromEntries(result) : INVALID;
    },
  };
}

/** One thing or a list of it. */
export function oneOrMore<Value>(item: Shape<Value>): Shape<Value[]> {
  const many = list(item, 1);
  return {
    schema: { anyOf: [item.schema, many.schema] },
    read(node, report) {
      if (node.kind === 'list') return many.read(node, report);
      const value = item.read(node, report);
      return value === INVALID ? INVALID : [value];
    },
  };
}

/** A short form in one word, or a block. */
export function wordOr<Word, Block>(word: Shape<Word>, long: Shape<Block>): Shape<Word | Block> {
  return {
    schema: { anyOf: [word.schema, long.schema] },
    read: (node, report) => (node.kind === 'map' ? long.read(node, report) : word.read(node, report)),
  };
}

/** Blocks of several kinds, told apart by one key. */
export function variants<Shapes extends Record<string, Shape<unknown>>>(
  key: string,
  shapes: Shapes,
): Shape<ValueOf<Shapes[keyof Shapes]>> {
  const names = Object.keys(shapes);
  return {
    schema: { anyOf: Object.values(shapes).map((shape) => shape.schema) },
    read(node, report) {
      if (node.kind !== 'map') return refuseKind(node, `a block with ${key}`, report);
      const entry = node.entries.find((candidate) => candidate.key === key);
      const shape = entry === undefined ? undefined : shapes[entry.value.text];
      if (shape !== undefined) return shape.read(node, report) as ValueOf<Shapes[keyof Shapes]>;
      if (entry === undefined) report(node, `"${key}" is missing`, `one of ${names.join(', ')}`);
      else
        report(
          entry.value,
          `"${entry.value.text}" is not one of ${names.join(', ')}`,
          didYouMean(entry.value.text, names),
        );
      return INVALID;
    },
  };
}
