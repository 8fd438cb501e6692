import { datasetNamed } from '#core/dataset/datasets.ts';
import type { FieldPair, Pass, ReconciliationRules } from '#core/reconcile/rules.ts';
import type { DetailLine, DetailLines } from '#db/queries/exception-detail-sides.ts';
import type { ExceptionRow } from '#db/queries/exception-page.ts';
import { compareDecimals } from '../format/compare.ts';
import { type ShownField, shownFields } from './exception-detail-side.server.ts';

/** What stands for the same on both sides. A value is null where the record leaves it empty. */
export interface ComparedField {
  role: string;
  left: ShownField | null;
  right: ShownField | null;
  /** allowed: it differs, and the rule lets it. alone: one record leaves it empty, and the rule does not ask for it. */
  verdict: 'equal' | 'allowed' | 'differs' | 'alone';
}

/** Fields that name who is on the other side of a record. */
const COUNTERPARTY = ['counterparty', 'vendor'];

/** Fields whose values the pass compares. */
const pairsOf = (pass: Pass): readonly FieldPair[] => {
  if (pass.type === 'similar') return [pass.on];
  return pass.type === 'reference' ? [] : pass.on;
};

/** Null unless both sides have exactly one line. */
export function comparedFields(
  exception: ExceptionRow,
  rules: ReconciliationRules,
  read: { left: DetailLines; right: DetailLines },
): ComparedField[] | null {
  const [left, right] = [read.left.lines[0], read.right.lines[0]];
  if (!left || !right || read.left.count !== '1' || read.right.count !== '1') return null;
  const used = { left: new Set<string>(), right: new Set<string>() };
  const row = (
    role: string,
    names: { left: string | undefined; right: string | undefined },
    isKey = false,
  ) => {
    if (names.left === undefined || names.right === undefined) return [];
    used.left.add(names.left);
    used.right.add(names.right);
    return [
      pair(
        role,
        fieldOf(rules.left.dataset, left, names.left),
        fieldOf(rules.right.dataset, right, names.right),
        isKey,
      ),
    ];
  };
  const pass = rules.passes.find(({ name }) => name === exception.rule);
  const fixed = [
    pair('amount', amountOf(left), amountOf(right)),
    ...row('currency', { left: rules.left.currency, right: rules.right.currency }),
    ...row('date', { left: rules.left.date, right: rules.right.date }).map((it) => dated(it, exception)),
    ...(pass ? pairsOf(pass) : []).flatMap((on) =>
      row(on.left === on.right ? on.left : 'reference', on, true),
    ),
    ...row('counterparty', {
      left: named(rules.left.dataset, COUNTERPARTY),
      right: named(rules.right.dataset, COUNTERPARTY),
    }),
  ];
  const shared = shownFields(rules.left.dataset, left.fields).filter(
    ({ name, kind }) =>
      kind !== 'money' && !used.left.has(name) && !used.right.has(name) && right.fields[name],
  );
  const rows = [...fixed, ...shared.flatMap(({ name }) => row(name, { left: name, right: name }))];
  return rows.filter((it) => it.left !== null || it.right !== null).map(onOneSide);
}

/** A name that one side lacks does not contradict the other's. */
function onOneSide(it: ComparedField): ComparedField {
  const isAlone = it.role === 'counterparty' && (it.left === null || it.right === null);
  return isAlone ? { ...it, verdict: 'alone' } : it;
}

/** A date that differs is the break only where the run found the days of the rule exceeded. */
function dated(it: ComparedField, { days_apart }: ExceptionRow): ComparedField {
  const allowed = it.verdict === 'differs' && it.left !== null && it.right !== null && days_apart === null;
  return allowed ? { ...it, verdict: 'allowed' } : it;
}

/** Equal keys are equal as the rule reads them, however each side writes them. */
function pair(role: string, left: ShownField | null, right: ShownField | null, isKey = false): ComparedField {
  return { role, left, right, verdict: isKey || isEqual(left, right) ? 'equal' : 'differs' };
}

function isEqual(left: ShownField | null, right: ShownField | null): boolean {
  if (left === null || right === null) return left === right;
  if (left.kind === 'money' && right.kind === 'money') {
    return compareDecimals(left.value, right.value) === 0 && left.currency === right.currency;
  }
  return left.value === right.value;
}

const amountOf = ({ amount, currency }: DetailLine): ShownField => ({
  ...{ name: 'amount', value: amount, kind: 'money' as const, currency },
});

function fieldOf(dataset: string, line: DetailLine, name: string): ShownField | null {
  if (name === 'record_key') return { name, value: line.recordKey, kind: 'code' };
  if (name.startsWith('attributes.')) {
    const value = line.attributes?.[name.slice('attributes.'.length)];
    return value === undefined || value === null ? null : { name, value: String(value), kind: 'text' };
  }
  return shownFields(dataset, line.fields).find((field) => field.name === name) ?? null;
}

function named(dataset: string, names: readonly string[]): string | undefined {
  return datasetNamed(dataset)?.fields.find(({ name }) => names.includes(name))?.name;
}
