import type { ConfigurationProblem } from '../failure/failure.ts';
import type { YamlNode } from './node.ts';

/**
 * A shape says what may stand at a place of a workspace file. It reads a node to a typed value and tells everything that
 * is wrong with it, and it is the JSON Schema for editors: one source for both.
 */
export interface Shape<Value> {
  /** INVALID when something was reported. */
  read(node: YamlNode, report: Report): Value | typeof INVALID;
  readonly schema: JsonSchema;
}

export const INVALID: unique symbol = Symbol('invalid');

export type JsonSchema = { readonly [key: string]: unknown };

/** What a message points at: a node, or a place inside one. */
export type Located = Pick<YamlNode, 'place' | 'path'>;

export type Report = (at: Located, message: string, hint?: string) => void;

/** Collects problems with their places. */
export function reporter(problems: ConfigurationProblem[]): Report {
  return (node, message, hint) =>
    problems.push({ ...node.place, path: node.path, message, ...(hint ? { hint } : {}) });
}

const WORDS: Record<YamlNode['kind'], string> = {
  map: 'a block of keys',
  list: 'a list',
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
};

export function refuseKind(node: YamlNode, wanted: string, report: Report): typeof INVALID {
  const hint =
    node.kind === 'boolean' && wanted !== WORDS.boolean ? `put it into quotes: "${node.text}"` : undefined;
  report(node, `${wanted} was expected here, not ${WORDS[node.kind]}`, hint);
  return INVALID;
}

/** The same shape with a sentence for the editor's hover. */
export function described<Value>(shape: Shape<Value>, description: string): Shape<Value> {
  return { read: shape.read.bind(shape), schema: { ...shape.schema, description } };
}

/** A further condition; `check` gives the message when the value does not hold it. */
export function refined<Value>(
  shape: Shape<Value>,
  check: (value: Value) => { message: string; hint?: string } | undefined,
): Shape<Value> {
  return {
    schema: shape.schema,
    read(node, report) {
      const value = shape.read(node, report);
      if (value === INVALID) return INVALID;
      const wrong = check(value);
      if (wrong === undefined) return value;
      report(node, wrong.message, wrong.hint);
      return INVALID;
    },
  };
}
