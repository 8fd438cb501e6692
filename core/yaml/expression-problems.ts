import type { ExpressionProblem } from '../expression/expression.ts';
import type { YamlNode } from './node.ts';
import type { Report } from './shape.ts';

/** Tells the mistakes of an expression at their place in the file. */
export function reportExpression(
  node: YamlNode,
  problems: readonly ExpressionProblem[],
  report: Report,
): void {
  for (const { column, message, hint } of problems) {
    report({ path: node.path, place: node.placeOf(column) }, message, hint);
  }
}
