import { datasetNamed } from '../dataset/datasets.ts';
import type { Dataset, LogicalType } from '../dataset/field.ts';
import type { ValueType } from '../expression/expression.ts';
import { namesUsed } from '../expression/names-used.ts';
import { type Contract, type FieldMap, OCCURRENCE_KEY } from './contract.ts';

/**
 * What a name means inside a contract: the mapped field or attribute of that name if there is one (other than the field
 * that is being computed itself), else the source column.
 */
export type Meaning = { kind: 'mapped'; name: string; map: FieldMap } | { kind: 'column'; column: string };

export function meaningOf(
  contract: Pick<Contract, 'fields' | 'attributes'>,
  name: string,
  inside?: string,
): Meaning {
  if (name !== inside) {
    const map = own(contract.fields, name) ?? own(contract.attributes, name);
    if (map !== undefined) return { kind: 'mapped', name, map };
  }
  return { kind: 'column', column: name };
}

const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** How values of a logical type behave in expressions. */
export function valueTypeOf(type: LogicalType): ValueType {
  if (type === 'money' || type === 'quantity' || type === 'rate' || type === 'integer') return 'decimal';
  if (type === 'date' || type === 'timestamp' || type === 'boolean') return type;
  return 'text';
}

/** The mapped name that holds the currency of a money value; null when its currency is a constant or a column of its own. */
export function currencyNameOf(contract: Contract, name: string, map: FieldMap): string | null {
  const field = (datasetNamed(contract.dataset) as Dataset).fields.find(
    (candidate) => candidate.name === name,
  );
  if (field?.currency !== undefined) return field.currency;
  return map.currency === undefined ? 'currency' : null;
}

/** The mapped names that must be read before this one. */
export function dependenciesOf(contract: Contract, name: string, map: FieldMap): string[] {
  const names = map.compute === undefined ? [] : namesUsed(map.compute);
  const mapped = names.filter((used) => meaningOf(contract, used, name).kind === 'mapped');
  const currency = map.type === 'money' ? currencyNameOf(contract, name, map) : null;
  if (currency !== null && meaningOf(contract, currency).kind === 'mapped') mapped.push(currency);
  return mapped;
}

/** Mapped names such that each comes after what it needs; or a circle of names that need each other. */
export function evaluationOrder(contract: Contract): { order: string[] } | { circle: string[] } {
  const maps = { ...contract.fields, ...contract.attributes };
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | null => {
    if (done.has(name)) return null;
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    for (const needed of dependenciesOf(contract, name, maps[name] as FieldMap)) {
      const circle = visit(needed, [...path, name]);
      if (circle !== null) return circle;
    }
    done.add(name);
    order.push(name);
    return null;
  };
  for (const name of Object.keys(maps)) {
    const circle = visit(name, []);
    if (circle !== null) return { circle };
  }
  return { order };
}

/** Every column that the contract reads: of the file itself in the order of their first use, then those of its lookups. */
export function columnsOf(contract: Contract): string[] {
  const used = new Set<string>();
  const use = (name: string, inside?: string) => {
    const meaning = meaningOf(contract, name, inside);
    if (meaning.kind === 'column') used.add(meaning.column);
  };
  for (const [name, map] of Object.entries({ ...contract.fields, ...contract.attributes })) {
    if (map.from !== undefined) used.add(map.from);
    if (map.compute !== undefined) for (const needed of namesUsed(map.compute)) use(needed, name);
    if (map.currency !== undefined && 'from' in map.currency) used.add(map.currency.from);
  }
  for (const part of contract.key) if (part !== OCCURRENCE_KEY) use(part);
  for (const check of contract.checks) for (const needed of namesUsed(check.expr)) use(needed);
  for (const lookup of contract.lookups) used.add(lookup.on.column);
  const looked = contract.lookups.flatMap((lookup) =>
    lookup.columns.map((column) => `${lookup.name}.${column}`),
  );
  return [...[...used].filter((column) => !isLookupColumn(contract, column)), ...looked];
}

/** Names that start with the name of a lookup are columns of it. */
export function isLookupColumn(contract: Pick<Contract, 'lookups'>, column: string): boolean {
  return contract.lookups.some((lookup) => column.startsWith(`${lookup.name}.`));
}
