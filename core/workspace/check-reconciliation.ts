import { definitionHash } from '../contract/definition-hash.ts';
import type { Pass, ReconciliationRules } from '../reconcile/rules.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Report } from '../yaml/shape.ts';
import { checkAmounts } from './check-amounts.ts';
import { checkExplain } from './check-explain.ts';
import type { BothFields } from './check-on.ts';
import { checkOverlaps } from './check-overlaps.ts';
import { checkParts } from './check-parts.ts';
import { checkPass } from './check-passes.ts';
import { checkSide, sideFieldsOf } from './check-side.ts';
import { checkRounding, checkThreshold } from './check-threshold.ts';
import type { Draft } from './check-workspace.ts';
import { Names } from './names.ts';
import type { ReconciliationDraft } from './rule-shapes.ts';
import type { Workspace } from './workspace.ts';

type Known = Pick<Workspace, 'entities' | 'sources' | 'contracts'>;

/** A reconciliation of the right shape to its rules. Undefined when something was reported. */
export function checkReconciliation(
  { value, root }: Draft<ReconciliationDraft>,
  known: Known,
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
  const both: BothFields = { left: fields.left, right: fields.right };
  const left = checkSide(value.left, root.at('left'), both.left, refuse);
  const right = checkSide(value.right, root.at('right'), both.right, refuse);
  const entity = entityOf(value, root, known, refuse);
  const place = { fields: both, entity, known };
  const passes = value.passes.map((pass, at) => checkPass(pass, root.at('passes', at), place, refuse));
  const names = new Names('pass', refuse);
  for (const [at, { name }] of passes.entries()) names.declare(name, root.at('passes', at, 'name'));
  checkAmounts(value.materiality, root.at('materiality'), refuse);
  const threshold = checkThreshold(value.threshold, root.at('threshold'), both, refuse);
  const sides = { left, right };
  const parts = checkParts(value.parts, root.at('parts'), { fields: both, sides }, refuse);
  const rounding = checkRounding(value, root.at('rounding'), refuse);
  const explain = checkExplain(value.explain, root.at('explain'), both, refuse);
  // Passes that were refused are not those that would be compared.
  if (valid) checkOverlaps(passes, root.at('passes'), refuse);
  if (!valid || left === undefined || right === undefined) return undefined;
  const rules = {
    reconciliation: value.reconciliation,
    entity,
    title: value.title ?? value.reconciliation,
    ...{ left, right, passes, threshold, materiality: value.materiality, parts },
    ...(rounding === undefined ? {} : { rounding }),
    explain,
    ...openingOf(value),
    holidays: holidaysOf(passes, entity, known),
  };
  return { ...rules, hash: definitionHash(rules) };
}

function openingOf({ opening }: ReconciliationDraft): Pick<ReconciliationRules, 'opening'> {
  if (opening === undefined) return {};
  const { date, from } = opening;
  return { opening: from === undefined ? { date } : { date, from } };
}

/** Only where a pass counts business days: a new holiday is then another rule, and otherwise none. */
function holidaysOf(passes: readonly Pass[], entity: string, { entities }: Known): readonly string[] {
  if (!passes.some(({ days }) => days?.business === true)) return [];
  return entities.find((one) => one.entity === entity)?.holidays ?? [];
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
