import { didYouMean } from '../failure/did-you-mean.ts';
import { ROUNDING_MODES } from '../money/decimal.ts';
import { EXPRESSION_LIMITS, type Expression, type ExpressionProblem, type ValueType } from './expression.ts';
import { commonType, type TypeOfName, typeOf } from './types.ts';

export interface CheckOptions {
  names: TypeOfName;
  /** For hints. */
  known: readonly string[];
  /** Sides of a reconciliation have no division. */
  allowDivision: boolean;
}

type Report = (node: Expression, message: string, hint?: string) => void;

/** All mistakes of names and types in a tree. */
export function checkExpression(
  root: Expression,
  columnOf: (node: Expression) => number,
  options: CheckOptions,
): ExpressionProblem[] {
  const problems: ExpressionProblem[] = [];
  const report: Report = (node, message, hint) => problems.push({ column: columnOf(node), message, hint });
  check(root, options, report);
  return problems;
}

function check(node: Expression, options: CheckOptions, report: Report): void {
  switch (node.kind) {
    case 'name':
      if (options.names(node.name) === undefined) {
        report(node, `there is no field or column "${node.name}"`, didYouMean(node.name, options.known));
      }
      return;
    case 'not':
    case 'negate':
      check(node.of, options, report);
      need(node.of, node.kind === 'not' ? 'boolean' : 'decimal', options, report);
      return;
    case 'is_null':
      check(node.of, options, report);
      return;
    case 'in':
      for (const item of [node.of, ...node.list]) check(item, options, report);
      comparable(node, [node.of, ...node.list], options, report);
      return;
    case 'binary':
      checkBinary(node, options, report);
      return;
    case 'call':
      checkCall(node, options, report);
  }
}

function checkBinary(node: Expression & { kind: 'binary' }, options: CheckOptions, report: Report): void {
  check(node.left, options, report);
  check(node.right, options, report);
  const { operator } = node;
  if (operator === '/') report(node, ...divisionMessage(options));
  if ('+-*/'.includes(operator) || operator === 'and' || operator === 'or') {
    const type = '+-*/'.includes(operator) ? 'decimal' : 'boolean';
    need(node.left, type, options, report);
    need(node.right, type, options, report);
    return;
  }
  comparable(node, [node.left, node.right], options, report);
  if (
    operator !== '=' &&
    operator !== '!=' &&
    commonType([node.left, node.right], options.names) === 'boolean'
  ) {
    report(node, `true and false have no order for ${operator}`);
  }
}

function divisionMessage(options: CheckOptions): [message: string, hint: string] {
  if (!options.allowDivision)
    return ['a side of a reconciliation has no division', 'compute the quotient in the contract'];
  const hint = "write round(a / b, 2, 'half_up'); a divisor of several parts goes into brackets";
  return ['a quotient must be rounded where it arises', hint];
}

function comparable(
  node: Expression,
  values: readonly Expression[],
  options: CheckOptions,
  report: Report,
): void {
  const literal = values.find((value) => value.kind === 'null');
  if (literal) {
    report(literal, 'a comparison with null is never true', 'write is null or is not null');
    return;
  }
  if (commonType(values, options.names) !== undefined) return;
  const types = values.map((value) => typeOf(value, options.names));
  report(node, `${[...new Set(types)].join(' and ')} cannot be compared`, hintFor(types));
}

function hintFor(types: readonly ValueType[]): string {
  if (types.includes('date')) return "a date is compared with a date, or with text such as '2026-01-31'";
  if (types.includes('timestamp'))
    return "an instant is compared with another, or with text such as '2026-01-31T23:00:00Z'";
  return 'text is written in single quotes, numbers without';
}

/** The value must be of the type, or be readable as it. */
function need(
  node: Expression,
  wanted: 'boolean' | 'decimal' | 'text',
  options: CheckOptions,
  report: Report,
): void {
  const type = typeOf(node, options.names);
  if (type === wanted || type === 'null' || (type === 'raw' && wanted !== 'boolean')) return;
  const word = wanted === 'boolean' ? 'a condition' : wanted === 'decimal' ? 'a number' : 'text';
  report(node, `${word} was expected here, not ${type}`);
}

const ARGUMENTS = {
  if: [3, 3],
  round: [3, 3],
  abs: [1, 1],
  coalesce: [2, 50],
  concat: [2, 50],
  starts_with: [2, 2],
  upper: [1, 1],
  lower: [1, 1],
} as const;

const USAGE = {
  if: 'if(condition, then, otherwise)',
  round: "round(number, decimals, 'half_up')",
  abs: 'abs(number)',
  coalesce: 'coalesce(first, second, ...)',
  concat: 'concat(text, text, ...)',
  starts_with: 'starts_with(text, prefix)',
  upper: 'upper(text)',
  lower: 'lower(text)',
} as const;

function checkCall(node: Expression & { kind: 'call' }, options: CheckOptions, report: Report): void {
  const given = node.arguments;
  const [fewest, most] = ARGUMENTS[node.function];
  if (given.length < fewest || given.length > most) {
    report(node, `${node.function} was given ${given.length} values`, `write ${USAGE[node.function]}`);
    return;
  }
  if (node.function === 'round') {
    checkRound(node, options, report);
    return;
  }
  for (const argument of given) check(argument, options, report);
  if (node.function === 'if') need(given[0] as Expression, 'boolean', options, report);
  if (node.function === 'if' || node.function === 'coalesce') {
    const values = node.function === 'if' ? given.slice(1) : given;
    if (commonType(values, options.names) === undefined) {
      const types = new Set(values.map((value) => typeOf(value, options.names)));
      report(node, `the values of ${node.function} are of different kinds: ${[...types].join(', ')}`);
    }
    return;
  }
  for (const argument of given) need(argument, node.function === 'abs' ? 'decimal' : 'text', options, report);
}

function checkRound(node: Expression & { kind: 'call' }, options: CheckOptions, report: Report): void {
  const [value, scale, mode] = node.arguments as [Expression, Expression, Expression];
  if (value.kind === 'binary' && value.operator === '/' && options.allowDivision) {
    for (const operand of [value.left, value.right]) {
      check(operand, options, report);
      need(operand, 'decimal', options, report);
    }
  } else {
    check(value, options, report);
    need(value, 'decimal', options, report);
  }
  if (
    scale.kind !== 'decimal' ||
    !/^\d+$/.test(scale.value) ||
    Number(scale.value) > EXPRESSION_LIMITS.scale
  ) {
    report(
      scale,
      `the decimals of round are a whole number from 0 to ${EXPRESSION_LIMITS.scale}`,
      `write ${USAGE.round}`,
    );
  }
  if (mode.kind !== 'text' || !(ROUNDING_MODES as readonly string[]).includes(mode.value)) {
    report(mode, 'the mode of round is one of the rounding modes', `known: ${ROUNDING_MODES.join(', ')}`);
  }
}
