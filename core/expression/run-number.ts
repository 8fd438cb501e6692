import {
  absolute,
  add,
  type Decimal,
  decimal,
  divide,
  isZero,
  multiply,
  negate,
  type RoundingMode,
  round,
  subtract,
} from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { Expression } from './expression.ts';
import { type BindName, branch, branches, firstOf, mapped, mapped2, type Run } from './run.ts';
import { conditionRun } from './run-condition.ts';

/** A tree that gives a decimal. */
export function numberRun<Row>(node: Expression, bind: BindName<Row>): Run<Row, Decimal> {
  switch (node.kind) {
    case 'decimal': {
      const value = decimal(node.value);
      return () => value;
    }
    case 'name':
      return nameRun(node.name, bind);
    case 'negate':
      return mapped(numberRun(node.of, bind), negate);
    case 'binary': {
      const operate = node.operator === '+' ? add : node.operator === '-' ? subtract : multiply;
      return mapped2(numberRun(node.left, bind), numberRun(node.right, bind), operate);
    }
    case 'call':
      return callRun(node, bind);
    default:
      return () => null;
  }
}

function nameRun<Row>(name: string, bind: BindName<Row>): Run<Row, Decimal> {
  const { type, read, number } = bind(name);
  if (type !== 'raw') return mapped(read, decimal);
  return (row, problems) => {
    const text = read(row);
    if (text === null) return null;
    const canonical = number?.(text) ?? null;
    if (canonical !== null) return decimal(canonical);
    problems.push({ rule: 'not_a_number', name, value: text });
    return null;
  };
}

function callRun<Row>(node: Expression & { kind: 'call' }, bind: BindName<Row>): Run<Row, Decimal> {
  if (node.function === 'round') return roundRun(node, bind);
  if (node.function === 'coalesce')
    return firstOf(node.arguments.map((argument) => numberRun(argument, bind)));
  if (node.function === 'abs') return mapped(numberRun(node.arguments[0] as Expression, bind), absolute);
  const [condition, whenTrue, otherwise] = branches(node);
  return branch(conditionRun(condition, bind), numberRun(whenTrue, bind), numberRun(otherwise, bind));
}

function roundRun<Row>(node: Expression & { kind: 'call' }, bind: BindName<Row>): Run<Row, Decimal> {
  const [value, scaleNode, modeNode] = branches(node);
  const scale = Number((scaleNode as Expression & { kind: 'decimal' }).value);
  const mode = (modeNode as Expression & { kind: 'text' }).value as RoundingMode;
  if (value.kind !== 'binary' || value.operator !== '/') {
    return mapped(numberRun(value, bind), (exact) => round(exact, scale, mode));
  }
  const left = numberRun(value.left, bind);
  const right = numberRun(value.right, bind);
  return (row, problems) => {
    const dividend = left(row, problems);
    const divisor = right(row, problems);
    if (dividend === null || divisor === null) return null;
    if (!isZero(divisor)) return divide(dividend, divisor, scale, mode);
    problems.push({ rule: 'division_by_zero', name: null, value: toText(dividend) });
    return null;
  };
}
