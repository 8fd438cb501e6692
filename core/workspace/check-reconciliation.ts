import { definitionHash } from '../contract/definition-hash.ts';
import { didYouMean } from '../failure/did-you-mean.ts';
import { currencyOf } from '../money/currencies.ts';
import type { KeyPass, ReconciliationRules, Threshold } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { checkSide, type SideFields, sideFieldsOf } from './check-side.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { Workspace } from './workspace.ts';
import type { ReconciliationDraft } from './workspace-shapes.ts';

/** A reconciliation of the right shape to its rules. Undefined when something was reported. */
export function checkReconciliation(
  { value, root }: Draft<ReconciliationDraft>,
  known: Pick<Workspace, 'sources' | 'contracts'>,
  report: Report,
): ReconciliationRules | undefined {
  let valid = true;
  const refuse: Report = (...problem) => {
    valid = false;
    report(...problem);
  };
  const fields = {
    left: sideFieldsOf(value.left, root.at('left'), known, refuse),
    right: sideFieldsOf(value.right, root.at('right'), known, refuse),
  };
  if (fields.left === undefined || fields.right === undefined) return undefined;
  const both = { left: fields.left, right: fields.right };
  const left = checkSide(value.left, root.at('left'), both.left, refuse);
  const right = checkSide(value.right, root.at('right'), both.right, refuse);
  const entity = entityOf(value, root, known, refuse);
  const passes = value.passes.map((pass, at) => passOf(pass, root.at('passes', at), both, refuse));
  const names = new Names('pass', refuse);
  for (const [at, { name }] of passes.entries()) names.declare(name, root.at('passes', at, 'name'));
  checkAmounts(value.threshold.absolute, root.at('threshold', 'absolute'), refuse);
  checkAmounts(value.materiality, root.at('materiality'), refuse);
  if (!valid || left === undefined || right === undefined) return undefined;
  const rules = {
    reconciliation: value.reconciliation,
    entity,
    title: value.title ?? value.reconciliation,
    left,
    right,
    passes,
    threshold: thresholdOf(value),
    materiality: value.materiality,
    parts: [],
    explain: [],
    holidays: [],
  };
  return { ...rules, hash: definitionHash(rules) };
}

function thresholdOf({ threshold }: ReconciliationDraft): Threshold {
  const { absolute, percent, percent_base: percentBase, combine } = threshold;
  return { absolute, percent, percentBase, combine, overrides: [] };
}

function entityOf(
  value: ReconciliationDraft,
  root: YamlNode,
  known: Pick<Workspace, 'sources'>,
  refuse: Report,
): string {
  const owner = (name: string) => known.sources.find(({ source }) => source === name)?.entity ?? '';
  const left = owner(value.left.source);
  const right = owner(value.right.source);
  if (left !== right)
    refuse(
      root.at('right', 'source'),
      `${value.right.source} belongs to ${right}, ${value.left.source} to ${left}`,
      'both sides belong to one entity',
    );
  if (value.entity !== undefined && value.entity !== left) {
    refuse(root.at('entity'), `the sources belong to ${left}, not to ${value.entity}`);
  }
  return left;
}

function passOf(
  pass: ReconciliationDraft['passes'][number],
  node: YamlNode,
  fields: { left: SideFields; right: SideFields },
  refuse: Report,
): KeyPass {
  const on = pass.on.map((entry, at) => {
    const pair = typeof entry === 'string' ? { left: entry, right: entry } : entry;
    const place = node.at('on', at);
    const types = (['left', 'right'] as const).map((side) => {
      const type = fields[side].typeOf(pair[side]);
      const where = typeof entry === 'string' ? place : place.at(side);
      if (type === undefined) {
        refuse(
          where,
          `the ${side} side has no field "${pair[side]}"`,
          didYouMean(pair[side], fields[side].names),
        );
      } else fields[side].mustBeMapped(pair[side], where, refuse);
      return type;
    });
    if (types[0] !== undefined && types[1] !== undefined && types[0] !== types[1]) {
      refuse(
        place,
        `${pair.left} is ${types[0]} and ${pair.right} is ${types[1]}`,
        'keys are equal values of one kind',
      );
    }
    return pair;
  });
  const days = typeof pass.days === 'number' ? { before: pass.days, after: pass.days } : pass.days;
  const { name, type, cardinality, net_to_zero: netToZero } = pass;
  return { name, type, on, cardinality, ...(days === undefined ? {} : { days }), netToZero };
}

/** Amounts per currency are exact in it: nothing finer than its minor unit. */
function checkAmounts(amounts: Readonly<Record<string, string>>, node: YamlNode, refuse: Report): void {
  for (const [code, amount] of Object.entries(amounts)) {
    const currency = currencyOf(code);
    if (currency === undefined) {
      refuse(node.keyAt(code), `"${code}" is not an ISO 4217 currency code`);
      continue;
    }
    const decimals = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
    if (currency.minorUnits !== null && decimals > currency.minorUnits) {
      refuse(
        node.at(code),
        `${amount} is finer than the minor unit of ${code}`,
        `at most ${currency.minorUnits} decimals`,
      );
    }
  }
}
