import type { Expression, ValueType } from './expression.ts';

/** The type of a name; undefined when there is no such name. */
export type TypeOfName = (name: string) => ValueType | undefined;

const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

/** The type of a tree that was checked, or the best guess for one that is being checked. */
export function typeOf(node: Expression, names: TypeOfName): ValueType {
  switch (node.kind) {
    case 'name':
      return names(node.name) ?? 'null';
    case 'decimal':
    case 'negate':
      return 'decimal';
    case 'text':
    case 'null':
    case 'boolean':
      return node.kind;
    case 'not':
    case 'is_null':
    case 'in':
      return 'boolean';
    case 'binary':
      return '+-*/'.includes(node.operator) ? 'decimal' : 'boolean';
    case 'call':
      return typeOfCall(node, names);
  }
}

function typeOfCall(node: Expression & { kind: 'call' }, names: TypeOfName): ValueType {
  switch (node.function) {
    case 'round':
    case 'abs':
      return 'decimal';
    case 'starts_with':
      return 'boolean';
    case 'concat':
    case 'upper':
    case 'lower':
      return 'text';
    case 'if':
      return commonType(node.arguments.slice(1), names) ?? 'null';
    case 'coalesce':
      return commonType(node.arguments, names) ?? 'null';
  }
}

/** The one type that all of the values have or can be read as; undefined when there is none. */
export function commonType(nodes: readonly Expression[], names: TypeOfName): ValueType | undefined {
  const types = nodes.map((node) => typeOf(node, names));
  const all = (...allowed: ValueType[]) => types.every((type) => type === 'null' || allowed.includes(type));
  for (const temporal of ['date', 'timestamp'] as const) {
    if (!types.includes(temporal)) continue;
    const fits = (node: Expression, type: ValueType | undefined) =>
      type === temporal || type === 'null' || (node.kind === 'text' && isWritten(temporal, node.value));
    return nodes.every((node, index) => fits(node, types[index])) ? temporal : undefined;
  }
  if (types.includes('decimal')) return all('decimal', 'raw') ? 'decimal' : undefined;
  if (types.includes('text')) return all('text', 'raw') ? 'text' : undefined;
  if (types.includes('boolean')) return all('boolean') ? 'boolean' : undefined;
  return types.includes('raw') ? 'raw' : 'null';
}

/** Whether a text literal can be read as a date or an instant. */
function isWritten(type: 'date' | 'timestamp', text: string): boolean {
  return type === 'date' ? ISO_DATE.test(text) : ISO_INSTANT.test(text);
}

/** A literal as the canonical text of its type: instants have six digits of a second. */
export function canonicalLiteral(type: ValueType, text: string): string {
  if (type !== 'timestamp') return text;
  const [seconds, fraction = ''] = text.slice(0, -1).split('.') as [string, string?];
  return `${seconds}.${fraction.padEnd(6, '0')}Z`;
}
