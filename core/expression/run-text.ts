import type { Expression, ValueType } from './expression.ts';
import { type BindName, branch, branches, firstOf, mapped, type Run } from './run.ts';
import { conditionRun } from './run-condition.ts';
import { asciiLower, asciiUpper } from './text.ts';
import { canonicalLiteral } from './types.ts';

/** A tree that gives text, a date or an instant. `type` is that of the whole, so that literals take its form. */
export function textRun<Row>(node: Expression, type: ValueType, bind: BindName<Row>): Run<Row, string> {
  if (node.kind === 'text') {
    const value = canonicalLiteral(type, node.value);
    return () => value;
  }
  if (node.kind === 'name') return bind(node.name).read;
  if (node.kind !== 'call') return () => null;
  if (node.function === 'if') {
    const [condition, whenTrue, otherwise] = branches(node);
    return branch(
      conditionRun(condition, bind),
      textRun(whenTrue, type, bind),
      textRun(otherwise, type, bind),
    );
  }
  const parts = node.arguments.map((argument) => textRun(argument, type, bind));
  if (node.function === 'coalesce') return firstOf(parts);
  if (node.function === 'concat') return joined(parts);
  return mapped(parts[0] as Run<Row, string>, node.function === 'upper' ? asciiUpper : asciiLower);
}

function joined<Row>(parts: readonly Run<Row, string>[]): Run<Row, string> {
  return (row, problems) => {
    let text = '';
    for (const part of parts) {
      const value = part(row, problems);
      if (value === null) return null;
      text += value;
    }
    return text;
  };
}
