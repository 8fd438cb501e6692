import { toText } from '../money/format.ts';
import type { Expression } from './expression.ts';
import { type BindName, mapped, type Run } from './run.ts';
import { conditionRun } from './run-condition.ts';
import { numberRun } from './run-number.ts';
import { textRun } from './run-text.ts';
import { typeOf } from './types.ts';

/** A checked condition as a closure. A problem is pushed to `problems`, and the part that met it is null. */
export function compileCondition<Row>(expression: Expression, bind: BindName<Row>): Run<Row, boolean> {
  return conditionRun(expression, bind);
}

/**
 * Any checked expression as a closure that gives canonical text: decimals without trailing zeros, `true` or `false`,
 * dates and instants in ISO form, text as it is. `wanted: 'decimal'` reads a raw result as a number.
 */
export function compileValue<Row>(
  expression: Expression,
  bind: BindName<Row>,
  wanted?: 'decimal',
): Run<Row, string> {
  const type = wanted ?? typeOf(expression, (name) => bind(name).type);
  if (type === 'decimal') return mapped(numberRun(expression, bind), toText);
  if (type === 'boolean') return mapped(conditionRun(expression, bind), String);
  return textRun(expression, type, bind);
}
