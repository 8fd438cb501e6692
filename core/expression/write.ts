import type { Expression } from './expression.ts';

/** An expression as it is written in a workspace file. */
export function writeExpression(node: Expression): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'decimal':
      return node.value;
    case 'text':
      return `'${node.value.replaceAll("'", "''")}'`;
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'not':
      return `not ${inner(node.of)}`;
    case 'negate':
      return `-${inner(node.of)}`;
    case 'is_null':
      return `${inner(node.of)} is ${node.negated ? 'not ' : ''}null`;
    case 'in':
      return `${inner(node.of)} ${node.negated ? 'not in' : 'in'} (${node.list.map(writeExpression).join(', ')})`;
    case 'binary':
      return `${inner(node.left)} ${node.operator} ${inner(node.right)}`;
    case 'call':
      return `${node.function}(${node.arguments.map(writeExpression).join(', ')})`;
  }
}

/** Brackets where a part is made of parts itself: never fewer than are needed. */
function inner(node: Expression): string {
  const text = writeExpression(node);
  return ['binary', 'in', 'is_null', 'not'].includes(node.kind) ? `(${text})` : text;
}
