import { DATASETS } from '#core/dataset/datasets.ts';
import type { ReconciliationRules } from '#core/reconcile/rules.ts';
import { checkReconciliation } from '#core/workspace/check-reconciliation.ts';
import { checkWorkspace } from '#core/workspace/check-workspace.ts';
import {
  passesShape,
  type ReconciliationDraft,
  RULE_MEMBERS,
  SIDE_MEMBERS,
} from '#core/workspace/rule-shapes.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { block, optional } from '#core/yaml/block-shapes.ts';
import { parseYaml, type YamlNode } from '#core/yaml/node.ts';
import { text } from '#core/yaml/scalar-shapes.ts';
import { INVALID, type Report } from '#core/yaml/shape.ts';
import { REFERENCES } from './datasets.ts';

const sideShape = optional(block({ dataset: optional(text()), ...SIDE_MEMBERS }));
/** The same as a reconciliation, but that every side and pass has a default. */
const rulesShape = block({
  left: sideShape,
  right: sideShape,
  passes: optional(passesShape),
  ...RULE_MEMBERS,
});

export const SIDES = ['left', 'right'] as const;
const DEFAULT_DATASET = { left: 'invoices', right: 'payments' } as const;

export interface RulesContext {
  reconciliation: string;
  entity: string;
  holidays: readonly string[];
  /** Names of the mapped extras that the tables have. */
  attributes: readonly string[];
}

/** The datasets that the rules compare, before they are checked. */
export function datasetsNamed(node: YamlNode | undefined): { left: string; right: string } {
  const named = (side: 'left' | 'right') => {
    const entry = node?.entries.find(({ key }) => key === side)?.value;
    const dataset = entry?.entries.find(({ key }) => key === 'dataset')?.value;
    return dataset?.text || DEFAULT_DATASET[side];
  };
  return { left: named('left'), right: named('right') };
}

/** The rules as written in a scenario to those that a run goes by; undefined when something was reported. */
export function rulesOf(
  node: YamlNode | undefined,
  context: RulesContext,
  report: Report,
): ReconciliationRules | undefined {
  const root = node ?? EMPTY;
  const value = rulesShape.read(root, report);
  if (value === INVALID) return undefined;
  const datasets = datasetsNamed(node);
  const side = (name: 'left' | 'right') => ({
    ...{ label: name, where: undefined, amount: undefined, currency: undefined, date: undefined },
    ...value[name],
    ...{ source: name, dataset: datasets[name] },
  });
  const draft: ReconciliationDraft = {
    ...value,
    ...{
      reconciliation: context.reconciliation,
      entity: undefined,
      left: side('left'),
      right: side('right'),
    },
    passes: value.passes ?? [defaultPass(datasets)],
  };
  return checkReconciliation({ value: draft, root }, workspaceFor(datasets, context), report);
}

function defaultPass(datasets: { left: string; right: string }): ReconciliationDraft['passes'][number] {
  const on = [{ left: REFERENCES[datasets.left] ?? 'ref', right: REFERENCES[datasets.right] ?? 'ref' }];
  return {
    ...{ name: 'by-reference', type: 'key', on, cardinality: 'N:M', net_to_zero: false, compare: undefined },
    ...{ days: undefined, days_before: undefined, days_after: undefined },
  };
}

/** Sources whose contracts map every field, so that a scenario may name any. */
function workspaceFor(datasets: { left: string; right: string }, context: RulesContext): Workspace {
  const { entity, holidays, attributes } = context;
  const files = {
    'tieout.yaml': `workspace: scenarios\nentities: [{entity: ${entity}, name: Acme, base_currency: EUR, zone: Europe/Berlin, holidays: [${holidays.join(', ')}]}]\n`,
    ...Object.fromEntries(
      [...SIDES, 'rates'].map((name) => [`sources/${name}.yaml`, `source: ${name}\nentity: ${entity}\n`]),
    ),
    'contracts/left.yaml': contract('left', datasets.left, attributes),
    'contracts/right.yaml': contract('right', datasets.right, attributes),
    'contracts/rates.yaml': contract('rates', 'fx_rates', []),
  };
  return checkWorkspace(Object.entries(files).map(([path, of]) => ({ path, text: of })));
}

function contract(source: string, dataset: string, attributes: readonly string[]): string {
  const known =
    DATASETS.find(({ name }) => name === dataset) ?? DATASETS.find(({ name }) => name === 'invoices');
  // Currencies first: money takes them from there.
  const fields = [...(known?.fields ?? [])].sort((a, b) => rank(a.type) - rank(b.type));
  const extras = attributes.map((name) => `  ${name}: ${name}`);
  return [
    ...[`contract: ${source}.${dataset}`, 'version: 1', `dataset: ${dataset}`, 'format: {type: csv}'],
    ...['mode: full', 'key: [id]', 'fields:'],
    ...fields.map(({ name, type }) =>
      type === 'timestamp' ? `  ${name}: {from: ${name}, zone: UTC}` : `  ${name}: ${name}`,
    ),
    ...(extras.length > 0 ? ['attributes:', ...extras] : []),
  ].join('\n');
}

const rank = (type: string): number => (type === 'currency' ? 0 : 1);

const EMPTY: YamlNode = (() => {
  const parsed = parseYaml('rules', '{}');
  if ('problems' in parsed) throw new Error('an empty block is YAML');
  return parsed.root;
})();
