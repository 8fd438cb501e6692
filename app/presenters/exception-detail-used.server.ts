import type { Contract } from '#core/contract/contract.ts';
import { namesUsed } from '#core/expression/names-used.ts';
import type { SideName } from '#core/reconcile/line.ts';
import { passFields } from '#core/reconcile/pass-key.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';

const EXTRA = 'attributes.';

/** Canonical fields of a side that decide about a line: key of the pass, amount, currency, date, and what it is chosen by. */
export function fieldsUsed(rules: ReconciliationRules, side: SideName, passName: string): string[] {
  const pass = rules.passes.find(({ name }) => name === passName) ?? rules.passes[0];
  const { amount, currency, date, where } = rules[side];
  return [
    ...new Set([
      ...(pass ? passFields(pass, side) : []),
      ...namesUsed(amount),
      ...[currency, date],
      ...(where ? namesUsed(where) : []),
    ]),
  ];
}

/** The contract as it was kept when the file was taken in; undefined where its form is not understood. */
export function keptContract(stored: unknown): Contract | undefined {
  const contract = stored as Partial<Contract> | null;
  const understood = typeof contract?.format?.type === 'string' && typeof contract.fields === 'object';
  return understood ? (contract as Contract) : undefined;
}

/** Columns of the source behind a canonical field, through all that it is computed from. */
export function columnsOf(contract: Contract, field: string, seen = new Set<string>()): string[] {
  if (seen.has(field)) return [];
  seen.add(field);
  const map = field.startsWith(EXTRA)
    ? contract.attributes?.[field.slice(EXTRA.length)]
    : contract.fields[field];
  const through = (names: readonly string[]) => names.flatMap((it) => columnsOf(contract, it, seen));
  if (!map) return field === 'record_key' ? through(contract.key) : [field];
  if (map.from === undefined) return map.compute ? through(namesUsed(map.compute)) : [];
  // Where the currency of an amount stands in a column of its own, it is read with the amount.
  const currency = map.currency && 'from' in map.currency ? [map.currency.from] : [];
  return [map.from, ...currency];
}
