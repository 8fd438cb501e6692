import type { Field } from '../dataset/field.ts';
import { compileValue } from '../expression/evaluate.ts';
import type { BindName, EvaluationProblem } from '../expression/run.ts';
import { typeOf } from '../expression/types.ts';
import { CANONICAL_NUMBERS, type Contract, type FieldMap } from './contract.ts';
import { moneyReader } from './decimal-reader.ts';
import { type Origin, prepared, valueReader } from './field-reader.ts';
import { numberFormatText } from './number-scanner.ts';
import { type ReadText, Refusal } from './refusal.ts';
import type { Row } from './row.ts';

/** Fills one slot of a row, or refuses it. */
export type FieldStep = (row: Row) => void;

export interface StepPlan {
  contract: Contract;
  name: string;
  map: FieldMap;
  /** Undefined for attributes. */
  field: Field | undefined;
  slot: number;
  /** Slots that this one is read from. */
  needs: readonly number[];
  columnIndex(column: string): number;
  bind: BindName<Row>;
  /** For money: where the currency of the row is. */
  currency?: CurrencyPlan;
}

export interface CurrencyPlan {
  /** The currency field of the record. */
  slot?: number;
  /** What the money itself declares; beside a slot, both must agree. */
  own?: { column: number; read: ReadText } | { code: string };
}

type ReadInRow = (text: string, row: Row) => string | null | Refusal;

/** Something that this value needs was refused already: it fails without a problem of its own. */
const SILENT = new Refusal('', '');

export function fieldStep(plan: StepPlan): FieldStep {
  const { map } = plan;
  if (map.compute !== undefined) return computedStep(plan);
  if (map.value !== undefined) return constantStep(plan, map.value);
  const column = map.from as string;
  const index = plan.columnIndex(column);
  const read = readerOf(plan, 'source');
  return (row) => {
    const text = row.values[index];
    store(
      plan,
      row,
      column,
      text ?? null,
      text === null || text === undefined || text === '' ? null : read(text, row),
    );
  };
}

function constantStep(plan: StepPlan, value: string): FieldStep {
  const read = readerOf(plan, 'canonical');
  return (row) => store(plan, row, null, value, read(value, row));
}

function computedStep(plan: StepPlan): FieldStep {
  const { map, bind, contract } = plan;
  const expression = map.compute as NonNullable<FieldMap['compute']>;
  const isDecimal =
    map.type === 'money' || map.type === 'quantity' || map.type === 'rate' || map.type === 'integer';
  const type = typeOf(expression, (name) => bind(name).type);
  const evaluate = compileValue(expression, bind, isDecimal ? 'decimal' : undefined);
  const read = readerOf(plan, isDecimal || type === 'date' || type === 'timestamp' ? 'canonical' : 'source');
  const expectedNumber = numberFormatText(contract.format);
  return (row) => {
    if (row.failed.size > 0 && plan.needs.some((slot) => row.failed.has(slot))) {
      row.failed.add(plan.slot);
      return;
    }
    const text = evaluate(row, row.evaluation);
    if (row.evaluation.length > 0) return refuseEvaluation(plan, row, expectedNumber);
    store(plan, row, null, text, text === null || text === '' ? null : read(text, row));
  };
}

function refuseEvaluation(plan: StepPlan, row: Row, expectedNumber: string): void {
  for (const problem of row.evaluation) {
    row.refuse(plan.slot, plan.name, problem.name, problem.value, evaluationRefusal(problem, expectedNumber));
  }
  row.evaluation.length = 0;
}

export function evaluationRefusal(problem: EvaluationProblem, expectedNumber: string): Refusal {
  const expected = problem.rule === 'not_a_number' ? expectedNumber : 'a divisor that is not zero';
  return new Refusal(problem.rule, expected);
}

const MISSING = new Refusal('missing_value', 'a value');

function store(
  plan: StepPlan,
  row: Row,
  column: string | null,
  raw: string | null,
  result: string | null | Refusal,
): void {
  if (typeof result === 'string') row.slots[plan.slot] = result;
  else if (result === SILENT) row.failed.add(plan.slot);
  else if (result !== null) row.refuse(plan.slot, plan.name, column, raw, result);
  else if (!plan.map.optional) row.refuse(plan.slot, plan.name, column, raw, MISSING);
}

function readerOf(plan: StepPlan, origin: Origin): ReadInRow {
  const { contract, map, field } = plan;
  if (map.type !== 'money') return prepared(map, valueReader(contract, map, field, origin));
  const ofCurrency = moneyReader(map, origin === 'source' ? contract.format : CANONICAL_NUMBERS);
  const currencyIn = currencyOfRow(plan);
  let row: Row;
  const read = prepared(map, (text) => {
    const currency = currencyIn(row);
    if (typeof currency !== 'string') return currency;
    const reader = ofCurrency(currency);
    return reader instanceof Refusal ? reader : reader(text);
  });
  return (text, current) => {
    row = current;
    return read(text);
  };
}

function currencyOfRow({ currency = {} }: StepPlan): (row: Row) => string | Refusal {
  const { slot, own } = currency;
  if (own === undefined) return slot === undefined ? () => MISSING_CURRENCY : (row) => ofRecord(row, slot);
  const declared = ownCurrency(own);
  if (slot === undefined) return declared;
  return (row) => {
    const record = ofRecord(row, slot);
    const mine = declared(row);
    if (record instanceof Refusal || mine instanceof Refusal)
      return record instanceof Refusal ? record : mine;
    return record === mine
      ? mine
      : new Refusal('currency_differs', `${record}, which is the currency of the record, not ${mine}`);
  };
}

const MISSING_CURRENCY = new Refusal('currency_missing', 'a currency for this amount');

const ofRecord = (row: Row, slot: number): string | Refusal =>
  row.slots[slot] ?? (row.failed.has(slot) ? SILENT : MISSING_CURRENCY);

function ownCurrency(own: NonNullable<CurrencyPlan['own']>): (row: Row) => string | Refusal {
  if ('code' in own) return () => own.code;
  return (row) => {
    const text = row.values[own.column] ?? null;
    return (text === null || text === '' ? null : own.read(text)) ?? MISSING_CURRENCY;
  };
}
