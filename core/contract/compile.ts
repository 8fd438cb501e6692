import { datasetNamed } from '../dataset/datasets.ts';
import type { Dataset } from '../dataset/field.ts';
import type { BindName } from '../expression/run.ts';
import { checkStep } from './check-step.ts';
import { type Contract, type FieldMap, type FieldProblem, OCCURRENCE_KEY } from './contract.ts';
import { rawNumberReader } from './decimal-reader.ts';
import { type CurrencyPlan, type FieldStep, fieldStep, type StepPlan } from './field-step.ts';
import { isSameOrigin } from './fill-currencies.ts';
import { type KeyPart, keyStep } from './key-step.ts';
import {
  columnsOf,
  currencyNameOf,
  dependenciesOf,
  evaluationOrder,
  meaningOf,
  valueTypeOf,
} from './names.ts';
import { Row } from './row.ts';
import { currencyReader } from './text-reader.ts';

/** Maps rows of a source to canonical rows of a dataset. Not to be shared by two readers at a time. */
export interface RowMapper {
  /** Columns in the order that `map` takes their values: first those of the file, then `<lookup>.<column>` of its lookups. */
  readonly columns: readonly string[];
  /** The key ends in `|1`, to be counted up for repeated keys in file order (see OCCURRENCE_KEY). */
  readonly numbersOccurrences: boolean;
  map(values: readonly (string | null)[]): MappedRow | RejectedRow;
}

export interface MappedRow {
  recordKey: string;
  /** In the order of the dataset's fields, canonical: dates YYYY-MM-DD, instants ISO UTC, money padded to the minor unit. */
  fields: (string | null)[];
  attributes: Record<string, string | null> | null;
  /** Checks that only warn. */
  warnings: readonly FieldProblem[];
}

export interface RejectedRow {
  /** Everything that is wrong with the row. */
  problems: FieldProblem[];
  /** Null when it could not be read. */
  recordKey: string | null;
}

/** Prepares everything that does not depend on the row. The contract was checked. */
export function compileContract(contract: Contract): RowMapper {
  const layout = layoutOf(contract);
  const steps = fieldSteps(contract, layout);
  const key = keyStep(keyParts(contract, layout), contract.key.includes(OCCURRENCE_KEY));
  const compileCheck = (onFail: 'quarantine' | 'warn') =>
    contract.checks
      .filter((check) => check.onFail === onFail)
      .map((check) => checkStep(check, binder(contract, layout), contract.format));
  const run = mapRow(layout, steps, key, compileCheck('quarantine'), compileCheck('warn'));
  return { columns: layout.columns, numbersOccurrences: contract.key.includes(OCCURRENCE_KEY), map: run };
}

interface Layout {
  dataset: Dataset;
  columns: readonly string[];
  indexOfColumn: ReadonlyMap<string, number>;
  slotOf: ReadonlyMap<string, number>;
  attributeNames: readonly string[];
}

function layoutOf(contract: Contract): Layout {
  const dataset = datasetNamed(contract.dataset) as Dataset;
  const attributeNames = Object.keys(contract.attributes);
  const names = [...dataset.fields.map((field) => field.name), ...attributeNames];
  const columns = columnsOf(contract);
  return {
    dataset,
    columns,
    indexOfColumn: new Map(columns.map((column, index) => [column, index])),
    slotOf: new Map(names.map((name, index) => [name, index])),
    attributeNames,
  };
}

function fieldSteps(contract: Contract, layout: Layout): FieldStep[] {
  const sorted = evaluationOrder(contract);
  if ('circle' in sorted) throw new Error(`the contract was not checked: ${sorted.circle.join(' -> ')}`);
  const maps = { ...contract.fields, ...contract.attributes };
  return sorted.order.map((name) => {
    const map = maps[name] as FieldMap;
    const plan: StepPlan = {
      contract,
      name,
      map,
      field: layout.dataset.fields.find((field) => field.name === name),
      slot: layout.slotOf.get(name) as number,
      needs: dependenciesOf(contract, name, map).map((needed) => layout.slotOf.get(needed) as number),
      columnIndex: (column) => layout.indexOfColumn.get(column) as number,
      bind: binder(contract, layout, name),
      currency: map.type === 'money' ? currencyPlan(contract, layout, name, map) : undefined,
    };
    return fieldStep(plan);
  });
}

function currencyPlan(contract: Contract, layout: Layout, name: string, map: FieldMap): CurrencyPlan {
  const { currency } = map;
  const field = currencyNameOf(contract, name, map);
  const present = field === null ? undefined : contract.fields[field];
  const slot = present === undefined ? undefined : layout.slotOf.get(field as string);
  if (currency === undefined) return { slot };
  const origin = 'code' in currency ? { value: currency.code } : { from: currency.from };
  if (present !== undefined && isSameOrigin(present, origin)) return { slot };
  if ('code' in currency) return { slot, own: currency };
  return {
    slot,
    own: { column: layout.indexOfColumn.get(currency.from) as number, read: currencyReader(map) },
  };
}

function binder(contract: Contract, layout: Layout, inside?: string): BindName<Row> {
  const number = rawNumberReader(contract.format);
  return (name) => {
    const meaning = meaningOf(contract, name, inside);
    if (meaning.kind === 'mapped') {
      const slot = layout.slotOf.get(name) as number;
      return { type: valueTypeOf(meaning.map.type), read: (row) => row.slots[slot] ?? null };
    }
    const index = layout.indexOfColumn.get(meaning.column) as number;
    return { type: 'raw', read: (row) => row.values[index] || null, number };
  };
}

function keyParts(contract: Contract, layout: Layout): KeyPart[] {
  return contract.key
    .filter((name) => name !== OCCURRENCE_KEY)
    .map((name) => {
      const meaning = meaningOf(contract, name);
      if (meaning.kind === 'mapped') return { name, at: { slot: layout.slotOf.get(name) as number } };
      return { name, at: { column: layout.indexOfColumn.get(name) as number } };
    });
}

type RowCheck = (row: Row) => FieldProblem | null;
const NO_WARNINGS: readonly FieldProblem[] = [];

function mapRow(
  layout: Layout,
  steps: readonly FieldStep[],
  key: (row: Row) => string | null,
  checks: readonly RowCheck[],
  warnings: readonly RowCheck[],
): RowMapper['map'] {
  const fieldCount = layout.dataset.fields.length;
  const { attributeNames } = layout;
  const row = new Row(fieldCount + attributeNames.length);
  return (values) => {
    row.start(values);
    for (const step of steps) step(row);
    const recordKey = key(row);
    // Checks look at values that could be read: with fewer they would tell of consequences only.
    if (row.problems.length === 0) for (const check of checks) pushProblem(row.problems, check(row));
    if (row.problems.length > 0 || recordKey === null) return { problems: row.problems, recordKey };
    const warned = warnings.length === 0 ? NO_WARNINGS : collect(row, warnings);
    if (attributeNames.length === 0)
      return { recordKey, fields: row.slots, attributes: null, warnings: warned };
    const attributes: Record<string, string | null> = {};
    for (const [index, name] of attributeNames.entries())
      attributes[name] = row.slots[fieldCount + index] ?? null;
    return { recordKey, fields: row.slots.slice(0, fieldCount), attributes, warnings: warned };
  };
}

function collect(row: Row, checks: readonly RowCheck[]): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const check of checks) pushProblem(found, check(row));
  return found;
}

function pushProblem(problems: FieldProblem[], problem: FieldProblem | null): void {
  if (problem !== null) problems.push(problem);
}
