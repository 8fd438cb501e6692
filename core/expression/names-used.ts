import type { Expression } from './expression.ts';

/** Every name that the expression reads, each once, in the order of its first use. */
export function namesUsed(expression: Expression): string[] {
  const names = new Set<string>();
  collect(expression, names);
  return [...names];
}

function collect(node: Expression, names: Set<string>): void {
  switch (node.kind) {
    case 'name':
      names.add(node.name);
      return;
    case 'not':
    case 'negate':
    case 'is_null':
      collect(node.of, names);
      return;
    case 'in':
      collect(node.of, names);
      for (const item of node.list) collect(item, names);
      return;
    case 'binary':
      collect(node.left, names);
      collect(node.right, names);
      return;
    case 'call':
      for (const argument of node.arguments) collect(argument, names);
  }
}
