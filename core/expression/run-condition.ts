import { compareDecimalText } from '../money/compare-text.ts';
import { compare, decimal } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import type { Expression, ValueType } from './expression.ts';
import { type BindName, branch, branches, firstOf, mapped, mapped2, type Run } from './run.ts';
import { numberRun } from './run-number.ts';
import { textRun } from './run-text.ts';
import { compareCodePoints } from './text.ts';
import { commonType, typeOf } from './types.ts';

type Node<Kind> = Expression & { kind: Kind };

/** A tree that gives true, false or null. */
export function conditionRun<Row>(node: Expression, bind: BindName<Row>): Run<Row, boolean> {
  switch (node.kind) {
    case 'boolean':
      return () => node.value;
    case 'name':
      return mapped(bind(node.name).read, (text) => text === 'true');
    case 'not':
      return mapped(conditionRun(node.of, bind), (value) => !value);
    case 'is_null': {
      const of = anyRun(node.of, bind);
      return (row, problems) => (of(row, problems) === null) !== node.negated;
    }
    case 'in':
      return membership(node, bind);
    case 'binary':
      return node.operator === 'and' || node.operator === 'or' ? logic(node, bind) : comparison(node, bind);
    case 'call':
      return callRun(node, bind);
    default:
      return () => null;
  }
}

function anyRun<Row>(node: Expression, bind: BindName<Row>): Run<Row, unknown> {
  const type = typeOf(node, (name) => bind(name).type);
  if (type === 'decimal') return numberRun(node, bind);
  return type === 'boolean' ? conditionRun(node, bind) : textRun(node, type, bind);
}

function logic<Row>(node: Node<'binary'>, bind: BindName<Row>): Run<Row, boolean> {
  const left = conditionRun(node.left, bind);
  const right = conditionRun(node.right, bind);
  /** The value that decides alone: false for and, true for or. */
  const decisive = node.operator === 'or';
  return (row, problems) => {
    const a = left(row, problems);
    if (a === decisive) return decisive;
    const b = right(row, problems);
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  };
}

const HOLDS = {
  '=': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};

function comparison<Row>(node: Node<'binary'>, bind: BindName<Row>): Run<Row, boolean> {
  const type = commonType([node.left, node.right], (name) => bind(name).type) ?? 'null';
  return mapped(orderRun(node.left, node.right, type, bind), HOLDS[node.operator as keyof typeof HOLDS]);
}

function orderRun<Row>(
  left: Expression,
  right: Expression,
  type: ValueType,
  bind: BindName<Row>,
): Run<Row, number> {
  if (type === 'decimal') {
    const texts = [canonicalLeaf(left, bind), canonicalLeaf(right, bind)] as const;
    if (texts[0] && texts[1]) return mapped2(texts[0], texts[1], compareDecimalText);
    return mapped2(numberRun(left, bind), numberRun(right, bind), compare);
  }
  if (type === 'boolean') {
    return mapped2(conditionRun(left, bind), conditionRun(right, bind), (a, b) => (a === b ? 0 : 1));
  }
  return mapped2(textRun(left, type, bind), textRun(right, type, bind), compareCodePoints);
}

/** A decimal that is canonical text already, so that comparing it needs no Decimal. */
function canonicalLeaf<Row>(node: Expression, bind: BindName<Row>): Run<Row, string> | undefined {
  if (node.kind === 'decimal') {
    const value = toText(decimal(node.value));
    return () => value;
  }
  if (node.kind !== 'name') return undefined;
  const { type, read } = bind(node.name);
  return type === 'decimal' ? read : undefined;
}

function membership<Row>(node: Node<'in'>, bind: BindName<Row>): Run<Row, boolean> {
  const type = commonType([node.of, ...node.list], (name) => bind(name).type) ?? 'null';
  const orders = node.list.map((item) => orderRun(node.of, item, type, bind));
  return (row, problems) => {
    let unknown = false;
    for (const order of orders) {
      const result = order(row, problems);
      if (result === 0) return !node.negated;
      if (result === null) unknown = true;
    }
    return unknown ? null : node.negated;
  };
}

function callRun<Row>(node: Node<'call'>, bind: BindName<Row>): Run<Row, boolean> {
  if (node.function === 'if') {
    const [condition, whenTrue, otherwise] = branches(node);
    return branch(conditionRun(condition, bind), conditionRun(whenTrue, bind), conditionRun(otherwise, bind));
  }
  if (node.function === 'coalesce')
    return firstOf(node.arguments.map((argument) => conditionRun(argument, bind)));
  const [text, prefix] = node.arguments.map((argument) => textRun(argument, 'text', bind)) as [
    Run<Row, string>,
    Run<Row, string>,
  ];
  return mapped2(text, prefix, (whole, start) => whole.startsWith(start));
}
