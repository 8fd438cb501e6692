import type { LogicalType } from '../dataset/field.ts';
import type { Expression, ValueType } from '../expression/expression.ts';
import { readExpression } from '../expression/read.ts';
import { reportExpression } from '../yaml/expression-problems.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { isReadable, lookupColumns } from './check-lookups.ts';
import type { Contract, FieldMap } from './contract.ts';
import type { ContractDraft } from './contract-shape.ts';
import { columnsOf, evaluationOrder, meaningOf, valueTypeOf } from './names.ts';

/** Reads every expression of the file into the contract, which is changed. */
export function checkExpressions(
  contract: Contract,
  draft: ContractDraft,
  root: YamlNode,
  refuse: Report,
): void {
  const before = refuse;
  let valid = true;
  const tell: Report = (...problem) => {
    valid = false;
    before(...problem);
  };
  for (const group of ['fields', 'attributes'] as const) {
    for (const [name, { compute }] of Object.entries(draft[group])) {
      const map = contract[group][name];
      if (compute === undefined || map === undefined) continue;
      const expression = readCompute(contract, name, map, compute, root.at(group, name, 'compute'), tell);
      if (expression !== undefined) map.compute = expression;
    }
  }
  if (!valid) return;
  const sorted = evaluationOrder(contract);
  if ('circle' in sorted) {
    const [first = ''] = sorted.circle;
    tell(
      root.at(first in contract.fields ? 'fields' : 'attributes', first, 'compute'),
      `these fields need each other: ${sorted.circle.join(' -> ')}`,
    );
    return;
  }
  readChecks(contract, draft, root, tell);
}

const COMPUTED: Record<LogicalType, readonly ValueType[]> = {
  text: ['text'],
  code: ['text'],
  currency: ['text'],
  date: ['date', 'text'],
  timestamp: ['timestamp', 'text'],
  money: ['decimal'],
  quantity: ['decimal'],
  rate: ['decimal'],
  integer: ['decimal'],
  boolean: ['boolean', 'text'],
};

function readCompute(
  contract: Contract,
  name: string,
  map: FieldMap,
  text: string,
  node: YamlNode,
  refuse: Report,
): Expression | undefined {
  const header =
    contract.format.type === 'csv' && contract.format.header !== 'first_row' ? contract.format.header : null;
  const names = (used: string): ValueType | undefined => {
    const meaning = meaningOf(contract, used, name);
    if (meaning.kind === 'mapped') return valueTypeOf(meaning.map.type);
    const exists = header === null || header.includes(used) || lookupColumns(contract).includes(used);
    return isReadable(contract, used) && exists ? 'raw' : undefined;
  };
  const known = [
    ...mappedNames(contract).filter((other) => other !== name),
    ...(header ?? []),
    ...lookupColumns(contract),
  ];
  const read = readExpression(text, { names, known, expects: COMPUTED[map.type], allowDivision: true });
  if ('expression' in read) return read.expression;
  reportExpression(node, read.problems, refuse);
  return undefined;
}

/** A check sees mapped fields and the columns that the contract reads anyway, so that a mistyped name is found here. */
function readChecks(contract: Contract, draft: ContractDraft, root: YamlNode, refuse: Report): void {
  const columns = new Set(columnsOf(contract));
  const names = (used: string): ValueType | undefined => {
    const meaning = meaningOf(contract, used);
    if (meaning.kind === 'mapped') return valueTypeOf(meaning.map.type);
    return columns.has(used) ? 'raw' : undefined;
  };
  const known = [...mappedNames(contract), ...columns];
  const taken = new Set<string>();
  contract.checks = draft.checks.flatMap(({ name, expr, on_fail: onFail }, at) => {
    if (taken.has(name)) refuse(root.at('checks', at, 'name'), `there are two checks "${name}"`);
    taken.add(name);
    const read = readExpression(expr, { names, known, expects: ['boolean'], allowDivision: true });
    if ('expression' in read) return [{ name, expr: read.expression, text: expr, onFail }];
    reportExpression(root.at('checks', at, 'expr'), read.problems, refuse);
    return [];
  });
}

const mappedNames = (contract: Contract): string[] => [
  ...Object.keys(contract.fields),
  ...Object.keys(contract.attributes),
];
