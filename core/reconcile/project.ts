import { compileCondition, compileValue } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import type { BindName } from '../expression/run.ts';
import { decimal } from '../money/decimal.ts';
import { toText } from '../money/format.ts';
import { joinKey } from './key.ts';
import type { Line, SideName, UnreadableLine } from './line.ts';
import { isKeyed, passFields } from './pass-key.ts';
import type { ReconciliationRules, Side } from './rules.ts';
import { attributeOf, dateField, sideField } from './side-field.ts';

/** A record as the database hands it over: canonical text per field, null where it has none. */
export interface SideRecord {
  recordKey: string;
  fields: Readonly<Record<string, string | null>>;
  attributes: Readonly<Record<string, string | null>>;
}

/** A record becomes a line, or is unreadable, or (undefined) is not among the records that the side asks for. */
export type Project = (record: SideRecord) => Line | UnreadableLine | undefined;

/** How one side of the rules reads a record. @throws SideFieldInvalid */
export function projectSide(rules: ReconciliationRules, name: SideName): Project {
  const side = rules[name];
  const bind = binding(side);
  const where = side.where && compileCondition(side.where, bind);
  const amount = compileValue(side.amount, bind, 'decimal');
  const keys = rules.passes.map((pass) => passFields(pass, name).map((field) => keyPart(field, bind)));
  const parts = rules.parts.map((part) => part[name] && compileValue(part[name], bind, 'decimal'));
  const limit = limitOf(rules, name, bind);
  const [currency, date] = [bind(side.currency), bind(dateField(side.dataset, side.date).name)];
  return (record) => {
    // Null counts as false, as in SQL: a record that cannot be shown to belong to the side does not.
    if (where && where(record, []) !== true) return undefined;
    const { recordKey } = record;
    const value = amount(record, []);
    const unit = currency.read(record);
    if (value === null) return { side: name, recordKey, problem: 'amount_missing' };
    if (unit === null) return { side: name, recordKey, problem: 'currency_missing' };
    return {
      ...{ side: name, recordKey, currency: unit, amount: decimal(value), date: date.read(record) },
      keys: keys.map((parts) => joinKey(parts.map((part) => part(record)))),
      parts: parts.map((part) => decimal(part?.(record, []) ?? '0')),
      limit: limit(record),
    };
  };
}

/** Numbers enter a key in canonical text, so that 1.0 and 1.00 are one key. */
function keyPart(name: string, bind: BindName<SideRecord>): (record: SideRecord) => string | null {
  const { type, read } = bind(name);
  if (type !== 'decimal') return read;
  return (record) => {
    const text = read(record);
    return text === null ? null : toText(decimal(text));
  };
}

/** The first override of the threshold whose field has one of its values. */
function limitOf(
  { threshold }: ReconciliationRules,
  name: SideName,
  bind: BindName<SideRecord>,
): (record: SideRecord) => number | null {
  const tests = threshold.overrides.map(({ field, is }) => {
    const own = field[name];
    const read = own === undefined ? () => null : keyPart(own, bind);
    return (record: SideRecord) => {
      const value = read(record);
      return value !== null && is.includes(value);
    };
  });
  return (record) => {
    const index = tests.findIndex((holds) => holds(record));
    return index < 0 ? null : index;
  };
}

function binding(side: Side): BindName<SideRecord> {
  return (name) => {
    const { type } = sideField(side.dataset, name);
    const attribute = attributeOf(name);
    if (attribute !== undefined) return { type, read: (record) => record.attributes[attribute] ?? null };
    if (name === 'record_key') return { type, read: (record) => record.recordKey };
    return { type, read: (record) => record.fields[name] ?? null };
  };
}

/**
 * All that decides what a side's lines are, in one text: two sides of one such text have the same lines. `tieout-side-2`
 * is the version of this form; a change in how lines are made needs a new one.
 */
export function projectionForm(rules: ReconciliationRules, name: SideName): string {
  const { dataset, where, amount, currency, date } = rules[name];
  const keys = rules.passes.map((pass) => passFields(pass, name));
  const parts = rules.parts.map((part) => part[name] ?? null);
  const limits = rules.threshold.overrides.map(({ field, is }) => ({ field: field[name] ?? null, is }));
  const isOwnKey = isKeyed(rules);
  const form = { dataset, where: where ?? null, amount, currency, date, keys, parts, limits, isOwnKey };
  return `tieout-side-2 ${canonical(form)}`;
}

/** JSON with its object keys in order. */
function canonical(value: Expression | object | string | boolean | null | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
