import { type CheckOptions, checkExpression } from './check.ts';
import type { Expression, ExpressionProblem, ValueType } from './expression.ts';
import { parseExpression } from './parse.ts';
import { typeOf } from './types.ts';

export interface ReadOptions extends CheckOptions {
  /** What the whole may be; a raw column passes for decimal and text. */
  expects: readonly ValueType[];
}

/** Parses and checks. Either a tree that evaluates, or all that is wrong with the text. */
export function readExpression(
  text: string,
  options: ReadOptions,
): { expression: Expression } | { problems: ExpressionProblem[] } {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return { problems: [parsed.problem] };
  const problems = checkExpression(parsed.expression, parsed.columnOf, options);
  if (problems.length > 0) return { problems };
  const type = typeOf(parsed.expression, options.names);
  const fits =
    options.expects.includes(type) ||
    (type === 'raw' && (options.expects.includes('decimal') || options.expects.includes('text')));
  if (fits) return { expression: parsed.expression };
  const message = `the expression gives ${type}, but ${options.expects.join(' or ')} is needed`;
  return { problems: [{ column: 1, message }] };
}
